using System.Diagnostics;
using Orleans.Inference.Cluster.Harness.Scripted;

namespace Orleans.Inference.Cluster.Harness.Load;

/// <summary>
/// Sends requests at a fixed rate whatever becomes of them, to its callers in turn, and checks each answer. A wait counts from when a request was to be sent.
/// </summary>
internal sealed class OpenLoad : IDisposable
{
    private const int MaxRequests = 200_000;
    private static readonly TimeSpan MaxDuration = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(4);

    /// <summary>What a caller waits at most, and how much longer it is given to say so.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15), Grace = TimeSpan.FromSeconds(5);

    /// <summary>A wait that lasts this long has failed.</summary>
    public static readonly TimeSpan LongestWait = Timeout + Grace;

    private readonly IReadOnlyList<ICaller> _callers;
    private readonly double _rate;
    private readonly TimeSpan _work;
    private readonly long _firstId = RequestIds.Take(MaxRequests);
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private readonly List<Task<Outcome>> _requests = [];
    private readonly CancellationTokenSource _stopping = new(MaxDuration);
    private readonly Task _pace;
    private volatile int _sent;

    private OpenLoad(double rate, TimeSpan work, IReadOnlyList<ICaller> callers)
    {
        (_rate, _work, _callers) = (rate, work, callers);
        _pace = Task.Run(PaceAsync);
    }

    /// <summary>How long it has been running.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_startedAt);

    /// <param name="rate">Requests per second.</param>
    /// <param name="work">How long the device takes for one.</param>
    /// <param name="callers">The ways that requests go.</param>
    public static OpenLoad Start(double rate, TimeSpan work, params IReadOnlyList<ICaller> callers) => new(rate, work, callers);

    /// <summary>Lets it go on for a while.</summary>
    public async Task RunAsync(TimeSpan duration)
    {
        var until = _sent + (int)(_rate * duration.TotalSeconds);
        using PeriodicTimer timer = new(Tick);
        while (_sent < until) await timer.WaitForNextTickAsync(_stopping.Token);
    }

    /// <summary>Sends no more, and waits until every request was answered or failed.</summary>
    public async Task<LoadResult> StopAsync()
    {
        await _stopping.CancelAsync();
        await _pace;
        var outcomes = await Task.WhenAll(_requests);
        return new() { FirstId = _firstId, StartedAt = _startedAt, Sent = _sent, Outcomes = outcomes };
    }

    /// <summary>Sends no more, where nobody looks at what became of it.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task PaceAsync()
    {
        using PeriodicTimer timer = new(Tick);
        while (!_stopping.IsCancellationRequested && _sent < MaxRequests)
        {
            for (var due = Math.Min(MaxRequests, (int)(Elapsed.TotalSeconds * _rate)); _sent < due; _sent++) _requests.Add(SendAsync(_sent));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task<Outcome> SendAsync(int number)
    {
        var scheduled = TimeSpan.FromSeconds(number / _rate);
        var caller = _callers[number % _callers.Count];
        ScriptedCommand command = new(_firstId + number, _work);
        try
        {
            using CancellationTokenSource limit = new(LongestWait);
            var answer = await caller.CallAsync(command, Timeout, limit.Token).WaitAsync(limit.Token);
            var isRight = answer.Value == ScriptedCommand.AnswerTo(command.Id);
            return End(answer.ProcessId, isRight ? null : $"the answer was {answer.Value}, not {ScriptedCommand.AnswerTo(command.Id)}");
        }
        catch (Exception exception)
        {
            return End(0, $"{exception.GetType().Name}: {exception.Message}");
        }

        Outcome End(int processId, string? error) => new(command.Id, caller.Name, scheduled, Elapsed - scheduled, processId, error);
    }
}
