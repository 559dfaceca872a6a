using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Orleans.Inference.Scheduling;

namespace Orleans.Inference.Pipelines;

/// <summary>
/// One request of a pipeline: each step runs as soon as what it takes is there, and only for what is needed of it. Nothing blocks meanwhile: the steps hold lanes,
/// the pipeline does not.
/// </summary>
internal sealed class PipelineRun(Pipeline pipeline, PendingRequest pending, StepDelegate inferAsync, AttemptTerms terms, TimeProvider timeProvider)
{
    private readonly long _startedAt = timeProvider.GetTimestamp();
    private readonly SharedBodies? _bodies = pending.InputBodies is { } bodies ? new(bodies) : null;
    private Exception? _fault;

    /// <summary>Runs what is needed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives up: no further step begins.</param>
    /// <exception cref="InferenceException">A step failed; names it.</exception>
    public async Task<PipelineAnswer> InferAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        using var reading = _bodies?.Share();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var plan = pipeline.Plan(pending.Outputs);
        var steps = new Task<InferenceResponse?>[plan.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = plan[i].IsEmpty ? Task.FromResult<InferenceResponse?>(null) : InferAsync(pipeline.Steps[i], plan[i], steps, request, ending);
        }

        await Task.WhenAll(steps).ConfigureAwait(false);
        if (_fault is { } fault)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw fault;
        }

        return Gather(steps);
    }

    // Does not throw: what went wrong first is what the caller is told, and the other steps end.
    private async Task<InferenceResponse?> InferAsync(PipelineStep step, ImmutableArray<string> outputs, Task<InferenceResponse?>[] steps, InferenceRequest request, CancellationTokenSource ending)
    {
        try
        {
            var inputs = new NamedTensor[step.Inputs.Length];
            var ofRequest = false;
            for (var i = 0; i < inputs.Length; i++)
            {
                var source = pipeline.SourceOf(step.Inputs[i].Tensor);
                ofRequest |= source.IsOfRequest;
                var tensor = source.IsOfRequest ? pending.Inputs[source.Input] : (await steps[source.Step].ConfigureAwait(false))?[source.Name];
                if (tensor is null) return null; // the step before failed
                inputs[i] = new(step.Inputs[i].Spec.Name, tensor);
            }

            var remaining = terms.TimeRemaining - timeProvider.GetElapsedTime(_startedAt);
            if (remaining <= TimeSpan.Zero) throw new DeadlineExceededException(step.Model, terms.TimeRemaining);
            StepCall call = new(
                new()
                {
                    Model = step.Model,
                    Version = step.Version,
                    Inputs = ImmutableCollectionsMarshal.AsImmutableArray(inputs),
                    Outputs = outputs,
                    Timeout = remaining,
                    Priority = pending.Priority,
                    AffinityKey = request.AffinityKey,
                },
                new(remaining, OnlyIfIdle: terms.OnlyIfIdle && step == pipeline.Steps[0]),
                ofRequest ? _bodies : null);
            return await inferAsync(call, ending.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (Interlocked.CompareExchange(ref _fault, StepFault.Of(pipeline, step, exception, terms.TimeRemaining), null) is null) await ending.CancelAsync().ConfigureAwait(false);
            return null;
        }
    }

    private PipelineAnswer Gather(Task<InferenceResponse?>[] steps)
    {
        var outputs = ImmutableArray.CreateBuilder<NamedTensor>(pending.Outputs.Length);
        foreach (var output in pending.Outputs)
        {
            var name = pipeline.Metadata.Outputs[output].Name;
            var source = pipeline.SourceOf(name);
            outputs.Add(new(name, steps[source.Step].Result![source.Name]));
        }

        var (queueTime, executionTime) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var step in steps)
        {
            if (step.Result is not { } response) continue;
            queueTime += response.QueueTime;
            executionTime += response.ExecutionTime;
        }

        return new(outputs.MoveToImmutable(), queueTime, executionTime);
    }
}

/// <summary>What the steps of a pipeline gave, and how long they waited and ran together.</summary>
internal readonly record struct PipelineAnswer(ImmutableArray<NamedTensor> Outputs, TimeSpan QueueTime, TimeSpan ExecutionTime);

/// <summary>What is asked of a step.</summary>
/// <param name="Request">The request to its model.</param>
/// <param name="Terms">How it is to be treated.</param>
/// <param name="Bodies">Whose memory its inputs are in; <see langword="null"/> where that is the garbage collector's.</param>
internal readonly record struct StepCall(InferenceRequest Request, AttemptTerms Terms, SharedBodies? Bodies);

/// <summary>Runs a step, here or elsewhere.</summary>
internal delegate Task<InferenceResponse> StepDelegate(StepCall call, CancellationToken cancellationToken);
