using System.Diagnostics;

namespace Orleans.Inference.Benchmarks.Load;

/// <summary>Sends requests when they are due, whatever became of those before. A latency counts from when a request was due.</summary>
internal static class OpenLoop
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Lets requests come for a while, and waits for all answers.</summary>
    /// <param name="dueTimes">When each comes, in seconds from the start.</param>
    /// <param name="send">Sends one; fails with <see cref="QueueFullException"/> or <see cref="DeadlineExceededException"/> where it is not answered.</param>
    public static async Task<OpenLoopResult> RunAsync(double[] dueTimes, Func<int, Task> send)
    {
        var outcomes = new Outcome[dueTimes.Length];
        var tasks = new Task[dueTimes.Length];
        var started = Stopwatch.GetTimestamp() + Stopwatch.Frequency / 100;
        // From a thread of its own, and sent by the pool, as requests that come from a network are.
        var pacing = Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < dueTimes.Length; i++)
                {
                    var (request, due) = (i, started + (long)(dueTimes[i] * Stopwatch.Frequency));
                    PreciseSleep.Until(due);
                    tasks[i] = Task.Run(() => SendAsync(request, due));
                }
            },
            TaskCreationOptions.LongRunning);
        await pacing;
        await Task.WhenAll(tasks).WaitAsync(Patience);
        return new(outcomes, dueTimes.Length == 0 ? 0 : dueTimes[^1]);

        async Task SendAsync(int request, long due)
        {
            try
            {
                await send(request);
                outcomes[request] = new(Stopwatch.GetElapsedTime(due), null);
            }
            catch (Exception exception) when (exception is QueueFullException or DeadlineExceededException)
            {
                outcomes[request] = new(Stopwatch.GetElapsedTime(due), exception);
            }
        }
    }
}

/// <summary>What became of one request.</summary>
internal readonly record struct Outcome(TimeSpan Latency, Exception? Refusal);

/// <summary>What became of all requests of an open load.</summary>
internal sealed class OpenLoopResult(Outcome[] outcomes, double seconds)
{
    private readonly TimeSpan[] _latencies = [.. outcomes.Where(outcome => outcome.Refusal is null).Select(outcome => outcome.Latency).Order()];

    public int Sent => outcomes.Length;

    public int Answered => _latencies.Length;

    public double Seconds => seconds;

    /// <summary>Whether every request was answered.</summary>
    public bool IsComplete => Answered == Sent;

    public IEnumerable<Exception> Refusals => outcomes.Where(outcome => outcome.Refusal is not null).Select(outcome => outcome.Refusal!);

    public TimeSpan P50 => Percentile(0.5);

    public TimeSpan P99 => Percentile(0.99);

    /// <summary>How many requests were answered within a time.</summary>
    public int Within(TimeSpan limit) => _latencies.Count(latency => latency <= limit);

    private TimeSpan Percentile(double part) => _latencies.Length == 0 ? TimeSpan.MaxValue : _latencies[Math.Min(_latencies.Length - 1, (int)(_latencies.Length * part))];
}
