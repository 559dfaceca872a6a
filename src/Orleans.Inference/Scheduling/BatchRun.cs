using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Orleans.Inference.Models;

namespace Orleans.Inference.Scheduling;

/// <summary>Runs a batch on the lane that took it, and cuts the outputs back into the requests' rows.</summary>
internal static class BatchRun
{
    /// <summary>One answer a request: its outputs, or why it failed.</summary>
    public readonly record struct Answer(ImmutableArray<NamedTensor> Outputs, Exception? Failure)
    {
        /// <summary>Whether it was answered in the batch's run, not in one of its own.</summary>
        public bool WasTogether { get; init; }
    }

    /// <summary>Runs the batch. A batch that fails is run again request by request, so that only the guilty one gets the error.</summary>
    /// <param name="batch">The requests.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="phases">How long the parts of it took.</param>
    public static Answer[] Execute(List<PendingRequest> batch, TimeProvider timeProvider, out RunPhases phases)
    {
        var started = timeProvider.GetTimestamp();
        Answer[] answers;
        if (batch is [var only] && only.Model.Sizes.RunSize(only.Rows) == only.Rows)
        {
            answers = [ExecuteAlone(only)];
        }
        else
        {
            try
            {
                return ExecuteTogether(batch, timeProvider, started, out phases);
            }
            catch (Exception)
            {
                answers = [.. batch.Select(ExecuteAlone)];
            }
        }

        phases = new(TimeSpan.Zero, timeProvider.GetElapsedTime(started), TimeSpan.Zero);
        return answers;
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

    private static Answer[] ExecuteTogether(List<PendingRequest> batch, TimeProvider timeProvider, long started, out RunPhases phases)
    {
        var (model, wanted) = (batch[0].Model, batch[0].Outputs);
        using var inputs = new BatchInputs(batch);
        var gathered = timeProvider.GetTimestamp();
        var outputs = model.Session.Run(inputs.Tensors, wanted);
        var ran = timeProvider.GetTimestamp();
        var answers = new Answer[batch.Count];
        var start = 0L;
        for (var i = 0; i < answers.Length; i++)
        {
            var cut = new Tensor[outputs.Length];
            for (var output = 0; output < cut.Length; output++)
            {
                if (outputs[output].Shape is not [var given, ..] || given != inputs.RunRows) throw new InvalidOperationException($"{inputs.RunRows} rows went in, {outputs[output]} came out.");
                cut[output] = Cut(outputs[output].Slice(start, batch[i].Rows), batch[i], wanted[output], inputs.Length);
            }

            answers[i] = new(Name(model, wanted, cut), null) { WasTogether = true };
            start += batch[i].Rows;
        }

        phases = new(timeProvider.GetElapsedTime(started, gathered), timeProvider.GetElapsedTime(gathered, ran), timeProvider.GetElapsedTime(ran));
        return answers;
    }

    private static Tensor Cut(Tensor rows, PendingRequest request, int output, long paddedLength)
    {
        if (request.Model.Padding is not { } padding || padding.AxisOfOutput(output) is not (>= 0 and var axis)) return rows;
        var length = padding.LengthOf(request.Inputs);
        return length == paddedLength ? rows : StridedCopy.Cut(rows, axis, length);
    }

    private static ImmutableArray<NamedTensor> Name(ServedModel model, int[] wanted, Tensor[] outputs)
    {
        if (outputs.Length != wanted.Length) throw new InvalidOperationException($"{wanted.Length} outputs were asked for, {outputs.Length} were given.");
        var named = new NamedTensor[outputs.Length];
        for (var i = 0; i < named.Length; i++) named[i] = new(model.Metadata.Outputs[wanted[i]].Name, outputs[i]);
        return ImmutableCollectionsMarshal.AsImmutableArray(named);
    }
}
