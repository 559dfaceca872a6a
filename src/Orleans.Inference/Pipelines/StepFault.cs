namespace Orleans.Inference.Pipelines;

/// <summary>What the fault of a step is for the caller of the pipeline: an error of the same kind that names both.</summary>
internal static class StepFault
{
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="step">The step that failed.</param>
    /// <param name="fault">How.</param>
    /// <param name="timeout">How long the pipeline's caller waits.</param>
    public static Exception Of(Pipeline pipeline, PipelineStep step, Exception fault, TimeSpan timeout)
    {
        var name = pipeline.Metadata.Name;
        return fault switch
        {
            ExecutionFailedException failed => new ExecutionFailedException(name, $"{step}: {failed.Reason}"),
            InvalidInputException invalid => new InvalidInputException($"{invalid.Subject} of {step} of the pipeline '{name}'", invalid.Expected, $"{invalid.Given} (it takes {SourcesOf(pipeline, step)})"),
            NoWorkerException none => new NoWorkerException(name, $"no worker serves its {step}: {none.Reason}") { WasRunning = none.WasRunning },
            // The pipeline is there all the same.
            ModelNotFoundException missing => new NoWorkerException(name, $"no worker serves its {step}: {missing.Message.TrimEnd('.')}"),
            QueueFullException full => new QueueFullException($"The {step} of the pipeline '{name}' is overloaded: {full.Message}", full),
            DeadlineExceededException => new DeadlineExceededException(name, timeout),
            _ => fault,
        };
    }

    private static string SourcesOf(Pipeline pipeline, PipelineStep step) => string.Join(", ", step.Inputs.Select(input =>
        pipeline.SourceOf(input.Tensor) is { IsOfRequest: false } source ? $"'{input.Tensor}' of {pipeline.Steps[source.Step]} as '{input.Spec.Name}'" : $"the pipeline's input '{input.Tensor}' as '{input.Spec.Name}'"));
}
