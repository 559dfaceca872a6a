using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Inference.Diagnostics;
using Orleans.Inference.Failover;
using Orleans.Inference.Hedging;
using Orleans.Inference.Operations;
using Orleans.Inference.Policies;
using Orleans.Inference.Traffic;
using Orleans.Inference.Transport;

namespace Orleans.Inference.Routing;

/// <summary>
/// The router: chooses the worker for each request from the route table and its own view of the load, and sends it there. Inference is idempotent: an attempt
/// that is lost with its worker is repeated on another one, within the caller's deadline and a budget.
/// </summary>
internal sealed partial class InferenceClient(
    RouteTableSubscription subscription,
    ModelDemand demand,
    ModelOperations operations,
    AttemptJudge judge,
    RetryBudget budget,
    HedgedAttempts hedges,
    AnswerBodies answers,
    AliasCalls aliases,
    ShadowCopies shadows,
    DispatchPolicyCatalog policies,
    IOptions<InferenceClientOptions> options,
    RouterInstruments instruments,
    TimeProvider timeProvider) : IInferenceClient
{
    public Task<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return subscription.Table.FindAlias(request.Model, request.Version) is { } alias
            ? InferByAliasAsync(alias, request, request.Timeout, isCounted: false, cancellationToken)
            : CountedAsync(request, RouteAsync(request, isTarget: false, cancellationToken));
    }

    public Task<ImmutableArray<ModelOutcome>> LoadModelAsync(string model, ModelScope? scope, IProgress<ModelOutcome>? progress, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        return operations.LoadAsync(model, scope ?? ModelScope.Everywhere, progress, cancellationToken);
    }

    public Task<ImmutableArray<ModelOutcome>> UnloadModelAsync(string model, ModelScope? scope, IProgress<ModelOutcome>? progress, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        return operations.UnloadAsync(model, scope ?? ModelScope.Everywhere, progress, cancellationToken);
    }

    public async ValueTask<ModelMetadata> GetModelAsync(string model, string? version = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (subscription.Table.FindAlias(model, version) is not { } alias)
        {
            if (subscription.Table.TryFind(model, version) is { Destinations.IsEmpty: false } found) return found.Route.Metadata!;
            await RenewAsync(cancellationToken).ConfigureAwait(false);
            alias = subscription.Table.FindAlias(model, version);
        }

        if (alias is not null) return await GetTargetAsync(alias, cancellationToken).ConfigureAwait(false);
        var routed = subscription.Table.Find(model, version);
        if (routed.Destinations.IsEmpty && routed.Route.OnDemand) routed = await demand.LoadAsync(routed, model, version, cancellationToken).ConfigureAwait(false);
        return routed.Destinations.IsEmpty ? throw subscription.Table.NoWorker(model, routed.Route.Unavailable) : routed.Route.Metadata!;
    }

    public async ValueTask<ImmutableArray<ModelMetadata>> ListModelsAsync(CancellationToken cancellationToken = default)
    {
        await subscription.WaitForFirstAsync(cancellationToken).ConfigureAwait(false);
        return subscription.Table.ListReady();
    }

    private async Task<InferenceResponse> RouteAsync(InferenceRequest request, bool isTarget, CancellationToken cancellationToken)
    {
        CheckPolicy(request.DispatchPolicy);
        CheckInputs(request);
        var call = new InferenceCall(request.Model, request.Version, TimeoutOf(request), timeProvider);
        budget.Deposit();
        if (subscription.Table.TryFind(request.Model, request.Version) is not { Destinations.IsEmpty: false } model)
        {
            await RenewWithinAsync(call, cancellationToken).ConfigureAwait(false);
            if (!isTarget && subscription.Table.FindAlias(request.Model, request.Version) is { } alias)
                return await InferByAliasAsync(alias, request, call.Remaining, isCounted: true, cancellationToken).ConfigureAwait(false);
            model = subscription.Table.Find(request.Model, request.Version);
        }

        FailedAttempts? failed = null;
        while (true)
        {
            if (model.Destinations.IsEmpty)
            {
                if (!model.Route.OnDemand) throw subscription.Table.NoWorker(request.Model, failed?.Reason ?? model.Route.Unavailable);
                model = await demand.LoadAsync(call, model, cancellationToken).ConfigureAwait(false);
                failed?.NextRound(); // who had unloaded it may have it again
                continue;
            }

            var now = failed is null ? call.StartedAt : timeProvider.GetTimestamp();
            if (model.Choose(failed, new(now, request.AffinityKey), request.DispatchPolicy) is { } destination)
            {
                if (failed is not { AsksFirst: true } || await judge.IsAwaitedAsync(destination, failed, cancellationToken).ConfigureAwait(false))
                {
                    var attempt = Attempt.Start(model, destination.Health, call.Remaining, timeProvider, cancellationToken);
                    destination.Load.Sent();
                    try
                    {
                        var response = await SendAsync(call, request, model, destination, attempt, failed, cancellationToken).ConfigureAwait(false);
                        if (destination.Health is not null && AnswerBodies.Concerns(response)) response = await answers.CompleteAsync(response, attempt.Token).ConfigureAwait(false);
                        // A hedged call may have been answered by another one.
                        if (response.Worker == destination.Worker) destination.Told(response, timeProvider.GetTimestamp());
                        return response;
                    }
                    catch (Exception exception)
                    {
                        // Errors that are the caller's, or the model's, go to the caller; what is left can be repeated.
                        failed = judge.Judge(exception, call, attempt, destination, failed, cancellationToken);
                    }
                    finally
                    {
                        attempt.End();
                        destination.Load.Returned();
                    }
                }
            }
            else
            {
                await judge.BackOffAsync(call, model, failed!, subscription.RenewAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            }

            if (failed is { HasDoubts: true }) await judge.ResolveDoubtsAsync(call, failed, cancellationToken).ConfigureAwait(false);
            if (failed is { Pauses: true }) await judge.PauseAsync(call, cancellationToken).ConfigureAwait(false);

            model = subscription.Table.Find(request.Model, request.Version);
        }
    }

    private Task<InferenceResponse> CountedAsync(InferenceRequest request, Task<InferenceResponse> answer) =>
        instruments.CountsRequests ? CountAsync(request, answer) : answer;

    private async Task<InferenceResponse> CountAsync(InferenceRequest request, Task<InferenceResponse> answer)
    {
        try
        {
            var response = await answer.ConfigureAwait(false);
            instruments.Ended(new(response.Model, response.Version), Outcome.Success);
            return response;
        }
        catch (Exception exception)
        {
            instruments.Ended(subscription.Table.TryFind(request.Model, request.Version)?.Route.Key, Outcome.Of(exception));
            throw;
        }
    }

    private Task<InferenceResponse> SendAsync(
        InferenceCall call, InferenceRequest request, RoutedModel model, Destination destination, Attempt attempt, FailedAttempts? failed, CancellationToken cancellationToken)
    {
        if (failed is { TakesTurns: true } && destination.Health is { } health) return health.InferAfterLossAsync(request, call.Remaining, failed.Turn, attempt.Token);
        var terms = new AttemptTerms(call.Remaining, MayMove: failed is not { WasMoved: true } && request.AffinityKey is null);
        return request.Hedge ?? model.Route.Hedge
            ? hedges.InferAsync(call, request, model, destination, attempt, terms, cancellationToken)
            : destination.InferAsync(request, terms, attempt.Token);
    }

    private void CheckPolicy(string? name)
    {
        if (name is not null && !policies.Contains(name)) throw new InvalidInputException("dispatch policy", $"one of {string.Join(", ", policies.Names)}", name);
    }

    private void CheckInputs(InferenceRequest request)
    {
        if (request.Inputs.IsDefault) return;
        foreach (var (name, tensor) in request.Inputs)
        {
            if (tensor is null) continue;
            if (tensor.IsDetached) throw new InvalidInputException($"input '{name}'", "a tensor with its elements", $"{tensor} without them");
            if (tensor.ByteLength is var length && length > options.Value.MaxTensorBytes)
            {
                throw new InvalidInputException($"input '{name}'", $"at most {options.Value.MaxTensorBytes} bytes", $"{tensor} of {length} bytes");
            }
        }

        if (LargeBodies.FindTooManyStrings(request.Inputs) is { } bytes)
        {
            throw new InvalidInputException("inputs", $"strings of at most {LargeBodies.MaxStringBytes} bytes together, their lengths included", $"{bytes} bytes");
        }
    }

    private TimeSpan TimeoutOf(InferenceRequest request)
    {
        var timeout = request.Timeout ?? options.Value.DefaultTimeout;
        return timeout > TimeSpan.Zero && timeout <= InferenceRequest.MaxTimeout
            ? timeout
            : throw new InvalidInputException("timeout", $"more than 0 and at most {InferenceRequest.MaxTimeout}", timeout.ToString());
    }

    private async ValueTask RenewWithinAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        using var deadline = Deadline.Start(call.Remaining, timeProvider, cancellationToken);
        try
        {
            await RenewAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw call.DeadlineExceeded();
        }
    }

    // Perhaps what is asked for is so new that the table does not have it.
    private async ValueTask RenewAsync(CancellationToken cancellationToken)
    {
        await subscription.WaitForFirstAsync(cancellationToken).ConfigureAwait(false);
        await subscription.RenewAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<RoutedModel> FindServedAsync(string model, string? version, CancellationToken cancellationToken)
    {
        if (subscription.Table.TryFind(model, version) is { Destinations.IsEmpty: false } found) return found;
        await RenewAsync(cancellationToken).ConfigureAwait(false);
        return subscription.Table.Find(model, version);
    }
}
