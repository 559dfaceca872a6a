namespace Orleans.Inference.Cluster.Harness.Load;

/// <summary>What became of one request.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Caller">The way it went.</param>
/// <param name="Scheduled">When it was to be sent, from the start of the load.</param>
/// <param name="Wait">How long its caller waited, counted from then.</param>
/// <param name="ProcessId">Who answered; 0 where nobody did.</param>
/// <param name="Error">Why it failed; <see langword="null"/> when it was answered.</param>
internal sealed record Outcome(long Id, string Caller, TimeSpan Scheduled, TimeSpan Wait, int ProcessId, string? Error)
{
    public TimeSpan Ended => Scheduled + Wait;

    public override string ToString() => $"{Caller} request at {Scheduled.TotalSeconds:0.000} s, after {Wait.TotalSeconds:0.000} s: {Error ?? "answered"}";
}
