using System.Globalization;

namespace Orleans.Inference.Cluster.Harness.Load;

/// <summary>What a load saw. Can be written as JSON.</summary>
internal sealed record LoadResult
{
    private const int ShownErrors = 5;

    /// <summary>The id of the first request; the others follow it.</summary>
    public required long FirstId { get; init; }

    /// <summary>When it started, by <see cref="System.Diagnostics.Stopwatch"/>, whose clock the processes of a machine share.</summary>
    public required long StartedAt { get; init; }

    public required int Sent { get; init; }

    /// <summary>The requests in the order in which they were scheduled.</summary>
    public required IReadOnlyList<Outcome> Outcomes { get; init; }

    public IEnumerable<Outcome> Failures => Outcomes.Where(outcome => outcome.Error is not null);

    public int Answered => Outcomes.Count(outcome => outcome.Error is null);

    public TimeSpan WorstWait => Outcomes.Select(outcome => outcome.Wait).DefaultIfEmpty().Max();

    /// <summary>How many answers each process gave.</summary>
    public Dictionary<int, int> ByProcess => Outcomes.Where(outcome => outcome.ProcessId != 0).CountBy(outcome => outcome.ProcessId).ToDictionary();

    /// <summary>The wait that so many of a hundred requests did not exceed.</summary>
    public TimeSpan Percentile(double percent)
    {
        TimeSpan[] waits = [.. Outcomes.Select(outcome => outcome.Wait).Order()];
        return waits.Length == 0 ? TimeSpan.Zero : waits[Math.Min(waits.Length - 1, (int)(waits.Length * percent / 100))];
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"""
        {Sent} sent, {Answered} answered, {Failures.Count()} failed; waits: p50 {Percentile(50).TotalMilliseconds:0.0} ms, p99 {Percentile(99).TotalMilliseconds:0.0} ms
        worst: {Outcomes.MaxBy(outcome => outcome.Wait)}
        answers by process: {string.Join(", ", ByProcess.Select(pair => $"{pair.Key} {pair.Value}"))}
        {string.Join('\n', Failures.Take(ShownErrors))}
        """);
}
