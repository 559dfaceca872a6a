using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Orleans.Inference.Diagnostics;
using Orleans.Inference.Failover;
using Orleans.Inference.Policies;
using Orleans.Inference.Routing;

namespace Orleans.Inference.Text;

/// <summary>Sends calls with text as the router sends tensors: chosen from the route table, repeated elsewhere when a worker is lost, within the caller's deadline and the same budget.</summary>
internal sealed class TextRouter(
    RouteTableSubscription subscription,
    ModelDemand demand,
    AttemptJudge judge,
    RetryBudget budget,
    DispatchPolicyCatalog policies,
    IGrainFactory grains,
    IOptions<InferenceClientOptions> options,
    RouterInstruments instruments,
    TimeProvider timeProvider)
{
    /// <summary>Runs a call on a worker, and on the next one when that is lost.</summary>
    /// <param name="text">What is called.</param>
    /// <param name="runAsync">The call on a worker; gives its load with the answer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<T> RouteAsync<T>(TextCall text, RunTextDelegate<T> runAsync, CancellationToken cancellationToken)
    {
        var call = Begin(text);
        try
        {
            text = await ResolveAsync(text, call, cancellationToken).ConfigureAwait(false);
            call = call with { Model = text.Model, Version = text.Version };
            FailedAttempts? failed = null;
            while (true)
            {
                var (model, destination) = await ChooseAsync(text, call, failed, cancellationToken).ConfigureAwait(false);
                var attempt = Attempt.Start(model, destination.Health, call.Remaining, timeProvider, cancellationToken);
                destination.Load.Sent();
                try
                {
                    var answer = await runAsync(Target(model, destination, call), attempt.Token).ConfigureAwait(false);
                    Answered(destination, attempt);
                    Ended(text, model, null);
                    return answer;
                }
                catch (Exception exception)
                {
                    failed = judge.Judge(exception, call, attempt, destination, failed, cancellationToken);
                }
                finally
                {
                    attempt.End();
                    destination.Load.Returned();
                }
            }
        }
        catch (Exception exception) when (Failed(text, exception))
        {
            throw;
        }
    }

    /// <summary>Streams a text from a worker, and goes on with the next one when that is lost.</summary>
    /// <param name="text">What is called.</param>
    /// <param name="request">The text or chat.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async IAsyncEnumerable<TextUpdate> StreamAsync(TextCall text, TextRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var call = Begin(text);
        text = await CountedAsync(text, ResolveAsync(text, call, cancellationToken)).ConfigureAwait(false);
        call = call with { Model = text.Model, Version = text.Version };
        TextContinuation continuation = new(request);
        FailedAttempts? failed = null;
        while (!continuation.IsExhausted)
        {
            var (model, destination) = await CountedAsync(text, ChooseAsync(text, call, failed, cancellationToken)).ConfigureAwait(false);
            var attempt = Attempt.Start(model, destination.Health, call.Remaining, timeProvider, cancellationToken);
            destination.Load.Sent();
            var target = Target(model, destination, call);
            var updates = target.Worker.GenerateAsync(continuation.Next(model.Route.Key), target.Remaining, attempt.Token).GetAsyncEnumerator(attempt.Token);
            var (isEnd, isFirst) = (false, true);
            try
            {
                while (true)
                {
                    try
                    {
                        isEnd = !await updates.MoveNextAsync().ConfigureAwait(false);
                    }
                    catch (Exception exception)
                    {
                        isEnd = continuation.HasEnded;
                        if (!isEnd) failed = JudgeCounted(text, exception, call, attempt, destination, failed, cancellationToken);
                        break;
                    }

                    if (isEnd) break;
                    if (isFirst) Answered(destination, attempt);
                    isFirst = false;
                    var update = updates.Current;
                    Told(destination, update.Load);
                    yield return continuation.Take(update);
                }
            }
            finally
            {
                // Not waited for: its silo may be what was lost, and would not answer.
                updates.DisposeAsync().AsTask().Ignore();
                attempt.End();
                destination.Load.Returned();
            }

            if (isEnd)
            {
                Ended(text, model, null);
                yield break;
            }

            continuation.Lost();
        }

        yield return continuation.End();
    }

    /// <summary>Takes in what a worker told of its load. To be called while the attempt lasts.</summary>
    public void Told(Destination destination, WorkerLoad load)
    {
        destination.Load.Told(load, timeProvider.GetTimestamp());
        destination.Health?.Heard();
        if (load.Speed > 0) destination.Speed = load.Speed;
    }

    private InferenceCall Begin(TextCall text)
    {
        if (text.DispatchPolicy is { } policy && !policies.Contains(policy)) throw new InvalidInputException("dispatch policy", $"one of {string.Join(", ", policies.Names)}", policy);
        var call = new InferenceCall(text.Model, text.Version, TimeoutOf(text), timeProvider);
        budget.Deposit();
        return call;
    }

    private async ValueTask<(RoutedModel Model, Destination Destination)> ChooseAsync(TextCall text, InferenceCall call, FailedAttempts? failed, CancellationToken cancellationToken)
    {
        if (failed is { HasDoubts: true }) await judge.ResolveDoubtsAsync(call, failed, cancellationToken).ConfigureAwait(false);
        if (failed is { Pauses: true }) await judge.PauseAsync(call, cancellationToken).ConfigureAwait(false);
        var model = failed is null ? await FindAsync(text, call, cancellationToken).ConfigureAwait(false) : subscription.Table.Find(text.Model, text.Version);
        while (true)
        {
            if (model.Destinations.IsEmpty)
            {
                if (!model.Route.OnDemand) throw subscription.Table.NoWorker(text.Model, failed?.Reason ?? model.Route.Unavailable);
                model = await demand.LoadAsync(call, model, cancellationToken).ConfigureAwait(false);
                failed?.NextRound();
                continue;
            }

            CheckCapability(model, text.Needs);
            var now = failed is null ? call.StartedAt : timeProvider.GetTimestamp();
            if (model.Choose(failed, new(now, text.AffinityKey), text.DispatchPolicy) is { } destination) return (model, destination);
            await judge.BackOffAsync(call, model, failed!, subscription.RenewAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            model = subscription.Table.Find(text.Model, text.Version);
        }
    }

    private async ValueTask<RoutedModel> FindAsync(TextCall text, InferenceCall call, CancellationToken cancellationToken)
    {
        if (subscription.Table.TryFind(text.Model, text.Version) is { Destinations.IsEmpty: false } found) return found;
        await RenewAsync(call, cancellationToken).ConfigureAwait(false);
        return subscription.Table.Find(text.Model, text.Version);
    }

    /// <summary>What an alias stands for, where a call names one.</summary>
    private async ValueTask<TextCall> ResolveAsync(TextCall text, InferenceCall call, CancellationToken cancellationToken)
    {
        if (FollowAlias(text) is { } known) return known;
        if (subscription.Table.TryFind(text.Model, text.Version) is not null) return text;
        await RenewAsync(call, cancellationToken).ConfigureAwait(false);
        return FollowAlias(text) ?? text;
    }

    private TextCall? FollowAlias(TextCall text)
    {
        if (subscription.Table.FindAlias(text.Model, text.Version) is not { } alias) return null;
        var target = alias.Choose(subscription.Table, text.AffinityKey, Random.Shared, out var missed);
        if (missed is { } other) instruments.FellBack(alias.Name, new(other.Model, other.Version ?? ""));
        return text with { Model = target.Model, Version = target.Version };
    }

    private async ValueTask RenewAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        using var deadline = Deadline.Start(call.Remaining, timeProvider, cancellationToken);
        try
        {
            await subscription.WaitForFirstAsync(deadline.Token).ConfigureAwait(false);
            await subscription.RenewAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw call.DeadlineExceeded();
        }
    }

    private TextAttempt Target(RoutedModel model, Destination destination, InferenceCall call) =>
        new(grains.GetTextWorker(destination.Worker), model.Route.Key, destination, call.Remaining);

    // What is told with an answer, or with its first piece.
    private void Answered(Destination destination, Attempt attempt)
    {
        var now = timeProvider.GetTimestamp();
        destination.Latency.Add(timeProvider.GetElapsedTime(attempt.StartedAt, now).TotalSeconds, now);
    }

    private FailedAttempts JudgeCounted(
        TextCall text, Exception exception, InferenceCall call, Attempt attempt, Destination destination, FailedAttempts? failed, CancellationToken cancellationToken)
    {
        try
        {
            return judge.Judge(exception, call, attempt, destination, failed, cancellationToken);
        }
        catch (Exception final) when (Failed(text, final))
        {
            throw;
        }
    }

    private async ValueTask<T> CountedAsync<T>(TextCall text, ValueTask<T> step)
    {
        try
        {
            return await step.ConfigureAwait(false);
        }
        catch (Exception exception) when (Failed(text, exception))
        {
            throw;
        }
    }

    private void Ended(TextCall text, RoutedModel model, Exception? failure)
    {
        if (text.IsCounted && instruments.CountsRequests) instruments.Ended(model.Route.Key, Outcome.Of(failure));
    }

    private bool Failed(TextCall text, Exception exception)
    {
        if (text.IsCounted && instruments.CountsRequests) instruments.Ended(subscription.Table.TryFind(text.Model, text.Version)?.Route.Key, Outcome.Of(exception));
        return true;
    }

    private static void CheckCapability(RoutedModel model, TextCapabilities needs)
    {
        if (model.Route.Metadata is { } metadata && (metadata.Text & needs) != needs)
        {
            throw new InvalidInputException("model", $"one that can do {needs}", $"'{metadata.Name}', which {(metadata.Text == TextCapabilities.None ? "takes tensors alone" : $"can do {metadata.Text}")}");
        }
    }

    private TimeSpan TimeoutOf(TextCall text)
    {
        var timeout = text.Timeout ?? options.Value.DefaultTimeout;
        return timeout > TimeSpan.Zero && timeout <= InferenceRequest.MaxTimeout
            ? timeout
            : throw new InvalidInputException("timeout", $"more than 0 and at most {InferenceRequest.MaxTimeout}", timeout.ToString());
    }
}

/// <summary>A call with text on one worker.</summary>
internal delegate Task<T> RunTextDelegate<T>(TextAttempt attempt, CancellationToken cancellationToken);

/// <summary>One try of a call with text.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Model">The model and the version chosen.</param>
/// <param name="Destination">The worker as policies see it.</param>
/// <param name="Remaining">How long the caller still waits.</param>
internal readonly record struct TextAttempt(ITextWorkerGrain Worker, ModelKey Model, Destination Destination, TimeSpan Remaining);
