using System.Collections.Concurrent;
using Orleans.Inference.Failover;
using Orleans.Inference.Routing;

namespace Orleans.Inference.Hedging;

/// <summary>
/// Tries a late request on a second worker, if one is idle: the first answer counts, and the other attempt is cancelled. Late is what takes longer than 95 of 100
/// answers of the model do. One request in twenty may be tried twice, no more.
/// </summary>
/// <remarks>J. Dean and L. A. Barroso, "The Tail at Scale", 2013 (hedged requests).</remarks>
internal sealed class HedgedAttempts(TimeProvider timeProvider)
{
    /// <summary>Second attempts for each request that may have one.</summary>
    public const double MaxShare = 0.05;

    private readonly ConcurrentDictionary<ModelKey, AnswerTimes> _times = new();
    private readonly RetryBudget _budget = new(timeProvider, MaxShare, reserve: 0);

    /// <summary>Sends a request to a worker, and to another one when it is late.</summary>
    /// <param name="call">The call.</param>
    /// <param name="request">The request.</param>
    /// <param name="model">What is asked for.</param>
    /// <param name="first">The worker chosen.</param>
    /// <param name="attempt">The attempt on it, whose failure this throws.</param>
    /// <param name="terms">The terms of that attempt.</param>
    /// <param name="cancellationToken">The caller gives up.</param>
    public async Task<InferenceResponse> InferAsync(
        InferenceCall call, InferenceRequest request, RoutedModel model, Destination first, Attempt attempt, AttemptTerms terms, CancellationToken cancellationToken)
    {
        _budget.Deposit();
        var times = _times.GetOrAdd(model.Route.Key, static _ => new());
        var started = timeProvider.GetTimestamp();
        var answer = first.InferAsync(request, terms, attempt.Token);
        var response = await IsLateAsync(answer, times.P95, attempt.Token).ConfigureAwait(false)
            && model.FindIdle(first, new(timeProvider.GetTimestamp())) is { } second && _budget.TryWithdraw()
            ? await RaceAsync(call, request, model, answer, attempt, second, cancellationToken).ConfigureAwait(false)
            : await answer.ConfigureAwait(false);
        times.Add(timeProvider.GetElapsedTime(started));
        return response;
    }

    private async Task<bool> IsLateAsync(Task answer, TimeSpan? limit, CancellationToken cancellationToken)
    {
        if (limit is not { } patience || answer.IsCompleted) return false;
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var late = Task.Delay(patience, timeProvider, done.Token);
        if (await Task.WhenAny(answer, late).ConfigureAwait(false) == late) return late.IsCompletedSuccessfully;
        await done.CancelAsync().ConfigureAwait(false);
        return false;
    }

    private async Task<InferenceResponse> RaceAsync(
        InferenceCall call, InferenceRequest request, RoutedModel model, Task<InferenceResponse> answer, Attempt attempt, Destination second, CancellationToken cancellationToken)
    {
        var other = Attempt.Start(model, second.Health, call.Remaining, timeProvider, cancellationToken);
        second.Load.Sent();
        try
        {
            var hedge = second.InferAsync(request, new(call.Remaining, OnlyIfIdle: true), other.Token);
            await Task.WhenAny(answer, hedge).ConfigureAwait(false);
            // Where the worker failed, the other one may succeed; the model's own answer is an answer, whatever it is.
            if (!answer.IsCompletedSuccessfully && !IsFinal(answer.Exception?.InnerException)) await Task.WhenAny(hedge).ConfigureAwait(false);
            if (answer.IsCompletedSuccessfully || !hedge.IsCompletedSuccessfully)
            {
                hedge.Ignore();
                return await answer.ConfigureAwait(false);
            }

            answer.Ignore();
            await attempt.CancelAsync().ConfigureAwait(false);
            var response = await hedge.ConfigureAwait(false);
            second.Told(response, timeProvider.GetTimestamp());
            return response;
        }
        finally
        {
            await other.CancelAsync().ConfigureAwait(false);
            other.End();
            second.Load.Returned();
        }
    }

    private static bool IsFinal(Exception? failure) => failure is InvalidInputException or ExecutionFailedException or DeadlineExceededException;
}
