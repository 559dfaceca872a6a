using Orleans.Inference.Models;
using Orleans.Inference.Pipelines;
using Orleans.Inference.Scheduling;

namespace Orleans.Inference.Devices;

internal sealed partial class ServedDevice
{
    // Deeper nesting is no sensible one: a circle through repositories that differ from silo to silo.
    private const int MaxNesting = 16;

    /// <summary>Runs steps that this device does not.</summary>
    public Func<IInferenceClient>? Router { get; init; }

    /// <returns>The answer; <see langword="null"/> where the pipeline was retired in this moment.</returns>
    private Task<InferenceResponse>? EnqueuePipeline(PendingRequest pending, Pipeline pipeline, InferenceRequest request, AttemptTerms terms, Arrival arrival, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            pending.ReleaseInputs();
            return Task.FromCanceled<InferenceResponse>(cancellationToken);
        }

        if (!Scheduler.TryBegin(pending)) return null;
        PipelineRun run = new(pipeline, pending, (call, token) => InferStepAsync(call, arrival, token), terms, _timeProvider);
        RunAsync(run, pending, request, cancellationToken).Ignore();
        return pending.Task;
    }

    private async Task RunAsync(PipelineRun run, PendingRequest pending, InferenceRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await run.InferAsync(request, cancellationToken).ConfigureAwait(false);
            pending.Complete(answer.Outputs, Worker, Scheduler.End(pending, answer.ExecutionTime), answer.QueueTime, answer.ExecutionTime);
        }
        catch (Exception exception)
        {
            Scheduler.End(pending, executionTime: null);
            pending.Fail(exception);
        }
    }

    private async Task<InferenceResponse> InferStepAsync(StepCall call, Arrival arrival, CancellationToken cancellationToken)
    {
        var (request, terms) = (call.Request, call.Terms);
        if (IsServedHere(request.Model, request.Version, nesting: 0))
        {
            try
            {
                return await Enqueue(request, terms, arrival with { Bodies = call.Bodies?.Share(), Responses = null, IsStep = true }, cancellationToken).ConfigureAwait(false);
            }
            catch (NoWorkerException turnedAway) when (!turnedAway.WasRunning && !terms.OnlyIfIdle && Router is not null)
            {
                // It left in this moment, or the device hangs: others may have it.
            }
        }

        if (Router is null) throw new NoWorkerException(request.Model, DescribeMissing(request.Model));
        arrival.Began?.Invoke();
        // What is sent may be read long after it was given up.
        return await Router().InferAsync(call.Bodies is null ? request : request.With([.. request.Inputs.Select(Copy)]), cancellationToken).ConfigureAwait(false);
    }

    private static NamedTensor Copy(NamedTensor input) => input.Tensor.ElementType == ElementType.String
        ? input
        : input with { Tensor = Tensor.FromBytes(input.Tensor.ElementType, input.Tensor.Bytes.ToArray(), input.Tensor.Shape) };

    private bool IsServedHere(string model, string? version, int nesting) => Slots.Find(model, version)?.Served is { } served && StepsElsewhere(served, nesting) == 0;

    /// <inheritdoc cref="ModelStatus.StepsElsewhere"/>
    private int StepsElsewhere(ServedModel model, int nesting = 0)
    {
        if (model.Pipeline is not { } pipeline) return 0;
        if (nesting >= MaxNesting) return 1;
        var elsewhere = 0;
        foreach (var step in pipeline.Steps) elsewhere += Slots.Find(step.Model, step.Version)?.Served is { } served ? StepsElsewhere(served, nesting + 1) : 1;
        return elsewhere;
    }
}
