using System.Runtime.ExceptionServices;
using Orleans.Inference.Diagnostics;
using Orleans.Inference.Routing;
using Orleans.Runtime.Messaging;

namespace Orleans.Inference.Failover;

/// <summary>Decides what a failed attempt means: for the caller, for the worker, and for the next attempt.</summary>
internal sealed class AttemptJudge(ClusterHealth health, RetryBudget budget, RouterInstruments instruments, TimeProvider timeProvider)
{
    private static readonly TimeSpan PingLimit = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BackOff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private const int MaxRounds = 3;

    /// <summary>The part of the budget that moves may use up: a worker may die yet.</summary>
    private const double MovesPart = 0.5;

    /// <summary>Adds a failed attempt to those before it.</summary>
    /// <returns>What the request has behind it now.</returns>
    /// <exception cref="InferenceException">The request ends here.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public FailedAttempts Judge(
        Exception exception, InferenceCall call, Attempt attempt, Destination destination, FailedAttempts? failed, CancellationToken cancellationToken)
    {
        failed ??= new();
        var wasUnharmed = destination.Health?.Survived(attempt) == true;
        var isFree = attempt.IsPaid; // what was not begun costs the cluster nothing to be given to another worker either
        switch (exception)
        {
            case OperationCanceledException when cancellationToken.IsCancellationRequested:
                throw new OperationCanceledException(null, exception, cancellationToken);
            case OperationCanceledException when attempt.Verdict == Verdict.GatewayLost:
                failed.AddCutOff(destination.Health);
                break;
            case OperationCanceledException when attempt.Verdict != Verdict.None:
                failed.AddDeath(destination.Worker, $"the worker {destination.Worker} {(attempt.Verdict == Verdict.WorkerLost ? "is gone" : "does not answer")}", wasUnharmed);
                break;
            case OperationCanceledException when attempt.IsCancellationRequested:
            case DeadlineExceededException: // the worker knew only what remained
                throw call.DeadlineExceeded();
            case MovedException:
                isFree = true;
                failed.AddMove(destination.Worker, goesElsewhere: budget.TryWithdraw(MovesPart));
                break;
            case NoWorkerException { WasRunning: false } turnedAway when failed.TakesTurns && !destination.Worker.IsExternal: // external workers know no turns
                isFree = true;
                failed.Wait(turnedAway.Reason);
                break;
            case NoWorkerException { WasRunning: true } wedged: // the worker answers all the while: it is its device that hangs
                failed.AddDeath(destination.Worker, wedged.Reason, wasUnharmed: false);
                break;
            case NoWorkerException returned:
                isFree = true;
                failed.Add(destination.Worker, returned.Reason);
                break;
            case ConnectionFailedException: // an Orleans client's, whose gateway is not there: the next attempt takes another one
                isFree = true;
                failed.Add(exception.Message);
                break;
            case SiloUnavailableException:
                if (destination.Health is { } gone) health.Blame(gone, Verdict.WorkerLost);
                failed.AddDeath(destination.Worker, $"the worker {destination.Worker} is gone: {exception.Message}", wasUnharmed);
                break;
            case not null when Failures.IsOfTheWay(exception):
                isFree = Failures.IsRefusal(exception);
                if (isFree && destination.Health is { } worker) health.Blame(worker, Verdict.WorkerLost);
                failed.Add(destination.Worker, $"the worker {destination.Worker} cannot be reached: {exception.Message}");
                break;
            default:
                ExceptionDispatchInfo.Throw(exception!);
                break;
        }

        ThrowIfGuilty(call, failed);
        if (!isFree && !budget.TryWithdraw()) throw new NoWorkerException(call.Model, $"{failed.Reason}; too much had to be repeated lately to repeat this too");
        instruments.Retried(attempt.Model.Route.Key, exception, attempt.Verdict);
        return failed;
    }

    /// <summary>
    /// Whether a worker is there, and it is the request's turn at it. Asked before a request that was on a worker which died goes to the next: both may have
    /// died at once.
    /// </summary>
    public async ValueTask<bool> IsAwaitedAsync(Destination destination, FailedAttempts failed, CancellationToken cancellationToken)
    {
        if (destination.Health is not { } worker) return true;
        var isItsTurn = !failed.TakesTurns;
        var answers = isItsTurn
            ? await AnswersAsync(worker, worker.PingAsync, cancellationToken).ConfigureAwait(false)
            : await AnswersAsync(worker, async token => isItsTurn = await worker.TakeTurnAsync(failed.Turn, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        if (!answers) failed.Add(destination.Worker, $"the worker {destination.Worker} does not answer");
        else if (!isItsTurn) failed.Wait($"another request that lost its worker is being tried on {destination.Worker}");
        return answers && isItsTurn;
    }

    /// <summary>Finds out whether workers that a request was cut off from died with it.</summary>
    /// <exception cref="ExecutionFailedException">Too many did.</exception>
    public async ValueTask ResolveDoubtsAsync(InferenceCall call, FailedAttempts failed, CancellationToken cancellationToken)
    {
        foreach (var worker in failed.TakeDoubts())
        {
            if (await AnswersAsync(worker, worker.PingAsync, cancellationToken).ConfigureAwait(false) || worker.Suspicion != Verdict.WorkerLost) continue;
            failed.AddDeath(worker.Worker, $"the worker {worker.Worker} is gone", wasUnharmed: false);
        }

        ThrowIfGuilty(call, failed);
    }

    /// <summary>What is not there now may be in a moment, and what is, may not.</summary>
    /// <exception cref="DeadlineExceededException">The time is over.</exception>
    public async ValueTask PauseAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        if (call.Remaining <= Pause) throw call.DeadlineExceeded();
        await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All workers have failed the request: they get another chance a moment later, when those that only changed places are found again.</summary>
    /// <param name="call">The call.</param>
    /// <param name="model">What is asked for. One that is loaded on demand is loaded elsewhere as soon as the table has dropped who had it: that is waited for.</param>
    /// <param name="failed">What it has behind it.</param>
    /// <param name="renewal">Brings the newest table, if it is quick; the dispatcher may be what is away.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NoWorkerException">They had enough chances.</exception>
    /// <exception cref="DeadlineExceededException">The time is over.</exception>
    public async ValueTask BackOffAsync(InferenceCall call, RoutedModel model, FailedAttempts failed, Task renewal, CancellationToken cancellationToken)
    {
        if (failed.NextRound() >= MaxRounds && !model.Route.OnDemand) throw new NoWorkerException(call.Model, failed.Reason);
        if (call.Remaining <= BackOff) throw call.DeadlineExceeded();
        await Task.WhenAll(Task.Delay(BackOff, timeProvider, cancellationToken), renewal.WaitAsync(BackOff, timeProvider, cancellationToken))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async ValueTask<bool> AnswersAsync(WorkerHealth worker, PingDelegate ask, CancellationToken cancellationToken)
    {
        try
        {
            using var patience = new CancellationTokenSource(PingLimit, timeProvider);
            await ask(patience.Token).WaitAsync(cancellationToken).ConfigureAwait(false);
            worker.Heard();
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (Failures.IsRefusal(exception)) health.Blame(worker, Verdict.WorkerLost);
            return false;
        }
    }

    private static void ThrowIfGuilty(InferenceCall call, FailedAttempts failed)
    {
        if (!failed.IsGuilty) return;
        throw new ExecutionFailedException(
            call.Model, $"the workers {string.Join(" and ", failed.Died)} were lost while they had this request, which is not tried on another one");
    }
}
