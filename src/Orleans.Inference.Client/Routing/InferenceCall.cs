namespace Orleans.Inference.Routing;

/// <summary>One call of the router: what is called, and the caller's deadline.</summary>
internal readonly struct InferenceCall(string model, string? version, TimeSpan timeout, TimeProvider timeProvider)
{
    /// <summary>When it began, as a timestamp.</summary>
    public long StartedAt { get; } = timeProvider.GetTimestamp();

    /// <summary>The model's name, as the caller gave it; that of its target once an alias was followed.</summary>
    public string Model { get; init; } = model;

    /// <summary>The version that the caller asked for.</summary>
    public string? Version { get; init; } = version;

    /// <summary>How long the caller still waits; never less than a tick, so that it can be given to a timer.</summary>
    public TimeSpan Remaining => timeout - timeProvider.GetElapsedTime(StartedAt) is var remaining && remaining > TimeSpan.Zero ? remaining : TimeSpan.FromTicks(1);

    public DeadlineExceededException DeadlineExceeded() => new(Model, timeout);
}
