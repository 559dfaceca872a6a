using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Orleans.Inference.Models;

namespace Orleans.Inference.Scheduling;

/// <summary>Runs a batch on the lane that took it, and cuts the outputs back into the requests' rows.</summary>
internal static class BatchRun
{
    /// <summary>One answer a request: its outputs, or why it failed.</summary>
    public readonly record struct Answer(ImmutableArray<NamedTensor> Outputs, Exception? Failure);

    /// <summary>Runs the batch. A batch that fails is run again request by request, so that only the guilty one gets the error.</summary>
    public static Answer[] Execute(List<PendingRequest> batch)
    {
        if (batch.Count == 1) return [ExecuteAlone(batch[0])];
        try
        {
            return ExecuteTogether(batch);
        }
        catch (Exception)
        {
            return [.. batch.Select(ExecuteAlone)];
        }
    }

    public static Answer ExecuteAlone(PendingRequest request)
    {
        try
        {
            return new(Name(request.Model, request.Outputs, request.Model.Session.Run(request.Inputs, request.Outputs, request.EndsRun)), null);
        }
        catch (OperationCanceledException exception) when (request.EndsRun.IsCancellationRequested)
        {
            return new([], exception);
        }
        catch (Exception exception)
        {
            return new([], new ExecutionFailedException(request.Model.Metadata.Name, exception.Message));
        }
    }

    private static Answer[] ExecuteTogether(List<PendingRequest> batch)
    {
        var (model, wanted) = (batch[0].Model, batch[0].Outputs);
        Tensor[] outputs;
        using (var inputs = new BatchInputs(batch)) outputs = model.Session.Run(inputs.Tensors, wanted);

        var rows = batch.Sum(request => request.Rows);
        var answers = new Answer[batch.Count];
        var start = 0L;
        for (var i = 0; i < answers.Length; i++)
        {
            var cut = new Tensor[outputs.Length];
            for (var output = 0; output < cut.Length; output++)
            {
                if (outputs[output].Shape is not [var given, ..] || given != rows) throw new InvalidOperationException($"{rows} rows went in, {outputs[output]} came out.");
                cut[output] = outputs[output].Slice(start, batch[i].Rows);
            }

            answers[i] = new(Name(model, wanted, cut), null);
            start += batch[i].Rows;
        }

        return answers;
    }

    private static ImmutableArray<NamedTensor> Name(ServedModel model, int[] wanted, Tensor[] outputs)
    {
        if (outputs.Length != wanted.Length) throw new InvalidOperationException($"{wanted.Length} outputs were asked for, {outputs.Length} were given.");
        var named = new NamedTensor[outputs.Length];
        for (var i = 0; i < named.Length; i++) named[i] = new(model.Metadata.Outputs[wanted[i]].Name, outputs[i]);
        return ImmutableCollectionsMarshal.AsImmutableArray(named);
    }
}
