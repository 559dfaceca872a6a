using System.Diagnostics;

namespace Orleans.Inference.Benchmarks.Load;

/// <summary>A fixed number of callers, each of which sends its next request when the last one is answered.</summary>
/// <param name="place">Where the callers run.</param>
/// <param name="pace">What each waits for before a request; by default nothing.</param>
internal sealed class ClosedLoop(CallerPlace place, Func<Task>? pace = null)
{
    /// <summary>Lets callers call for a while.</summary>
    /// <exception cref="WrongAnswerException">An answer was wrong.</exception>
    public async Task<LoadResult> RunAsync(int callers, TimeSpan duration, Func<int, ICall> makeCall)
    {
        ICall[] calls = [.. Enumerable.Range(0, callers).Select(makeCall)];
        LatencyRecorder[] recorders = [.. calls.Select(_ => new LatencyRecorder())];
        try
        {
            QuietGarbage();
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var started = Stopwatch.GetTimestamp();
            var end = started + (long)(duration.TotalSeconds * Stopwatch.Frequency);
            await Task.WhenAll(calls.Select((call, caller) => place(caller, () => CallUntilAsync(end, call, recorders[caller]))));
            var elapsed = Stopwatch.GetElapsedTime(started);
            return LoadResult.Of(recorders, elapsed, GC.GetTotalAllocatedBytes(precise: true) - allocated);
        }
        finally
        {
            foreach (var call in calls) call.Dispose();
        }
    }

    // No ConfigureAwait(false): a caller in a grain stays in its grain, as the code of an application does.
    private async Task CallUntilAsync(long end, ICall call, LatencyRecorder recorder)
    {
        do
        {
            if (pace is not null) await pace();
            var started = Stopwatch.GetTimestamp();
            await call.SendAsync();
            recorder.Record(started, Stopwatch.GetTimestamp());
            call.Check();
        }
        while (Stopwatch.GetTimestamp() < end);
    }

    // What earlier loads left is not collected during this one.
    private static void QuietGarbage()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
