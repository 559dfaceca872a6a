namespace Orleans.Inference.FastChat.Http;

/// <summary>How a call of an external worker failed.</summary>
internal enum CallFailure
{
    /// <summary>There was no connection: nothing was sent.</summary>
    Unreachable,

    /// <summary>Its address is not one where workers may be: nothing was sent.</summary>
    NotAllowed,

    /// <summary>The connection broke, or the worker answered that it failed.</summary>
    Lost,

    /// <summary>The worker has no such endpoint.</summary>
    Missing,

    /// <summary>The worker takes no more now.</summary>
    Busy,

    /// <summary>The worker does not take the request.</summary>
    Refused,

    /// <summary>What it answered is not what such workers answer, or too much.</summary>
    Malformed,
}

/// <summary>A call of an external worker failed.</summary>
internal sealed class WorkerCallException(CallFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public CallFailure Failure { get; } = failure;

    /// <summary>When the worker said to come back, if it did.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static WorkerCallException Malformed(string problem) => new(CallFailure.Malformed, problem);
}
