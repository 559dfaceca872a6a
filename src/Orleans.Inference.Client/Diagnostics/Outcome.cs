namespace Orleans.Inference.Diagnostics;

/// <summary>How a call ended, as a metric's tag says it.</summary>
internal static class Outcome
{
    public const string Success = "success";

    public static string Of(Exception? failure) => failure switch
    {
        null => Success,
        QueueFullException => "queue_full",
        DeadlineExceededException => "deadline",
        InvalidInputException => "invalid_input",
        ModelNotFoundException => "model_not_found",
        NoWorkerException => "no_worker",
        ExecutionFailedException => "execution_failed",
        OperationCanceledException => "cancelled",
        _ => "error",
    };
}
