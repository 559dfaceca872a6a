namespace Orleans.Inference.Routing;

/// <summary>One call of the router: the request and the caller's deadline.</summary>
internal readonly struct InferenceCall(InferenceRequest request, TimeSpan timeout, TimeProvider timeProvider)
{
    /// <summary>When it began, as a timestamp.</summary>
    public long StartedAt { get; } = timeProvider.GetTimestamp();

    public InferenceRequest Request { get; } = request;

    /// <summary>How long the caller still waits; never less than a tick, so that it can be given to a timer.</summary>
    public TimeSpan Remaining => timeout - timeProvider.GetElapsedTime(StartedAt) is var remaining && remaining > TimeSpan.Zero ? remaining : TimeSpan.FromTicks(1);

    public DeadlineExceededException DeadlineExceeded() => new(Request.Model, timeout);
}
