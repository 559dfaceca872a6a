using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Inference.Diagnostics;
using Orleans.Inference.Failover;
using Orleans.Inference.Hedging;
using Orleans.Inference.Policies;
using Orleans.Inference.Transport;

namespace Orleans.Inference.Routing;

/// <summary>
/// The router: chooses the worker for each request from the route table and its own view of the load, and sends it there. Inference is idempotent: an attempt
/// that is lost with its worker is repeated on another one, within the caller's deadline and a budget.
/// </summary>
internal sealed class InferenceClient(
    RouteTableSubscription subscription,
    AttemptJudge judge,
    RetryBudget budget,
    HedgedAttempts hedges,
    AnswerBodies answers,
    DispatchPolicyCatalog policies,
    IOptions<InferenceClientOptions> options,
    RouterInstruments instruments,
    TimeProvider timeProvider) : IInferenceClient
{
    public Task<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var response = RouteAsync(request, cancellationToken);
        return instruments.CountsRequests ? CountAsync(request, response) : response;
    }

    public async ValueTask<ModelMetadata> GetModelAsync(string model, string? version = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var routed = subscription.Table.TryFind(model, version) is { Destinations.IsEmpty: false } found
            ? found
            : await FindAnewAsync(model, version, cancellationToken).ConfigureAwait(false);
        return routed.Destinations.IsEmpty ? throw subscription.Table.NoWorker(model, routed.Route.Unavailable) : routed.Route.Metadata!;
    }

    public async ValueTask<ImmutableArray<ModelMetadata>> ListModelsAsync(CancellationToken cancellationToken = default)
    {
        await subscription.WaitForFirstAsync(cancellationToken).ConfigureAwait(false);
        return subscription.Table.ListReady();
    }

    private async Task<InferenceResponse> RouteAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        CheckPolicy(request.DispatchPolicy);
        CheckInputs(request);
        var call = new InferenceCall(request, TimeoutOf(request), timeProvider);
        budget.Deposit();
        var model = subscription.Table.TryFind(request.Model, request.Version) is { Destinations.IsEmpty: false } found
            ? found
            : await FindWithinAsync(call, cancellationToken).ConfigureAwait(false);

        FailedAttempts? failed = null;
        while (true)
        {
            if (model.Destinations.IsEmpty) throw subscription.Table.NoWorker(request.Model, failed?.Reason ?? model.Route.Unavailable);
            var now = failed is null ? call.StartedAt : timeProvider.GetTimestamp();
            if (model.Choose(failed, new(now, request.AffinityKey), request.DispatchPolicy) is { } destination)
            {
                if (failed is not { AsksFirst: true } || await judge.IsAwaitedAsync(destination, failed, cancellationToken).ConfigureAwait(false))
                {
                    var attempt = Attempt.Start(model, destination.Health, call.Remaining, timeProvider, cancellationToken);
                    destination.Load.Sent();
                    try
                    {
                        var response = await SendAsync(call, model, destination, attempt, failed, cancellationToken).ConfigureAwait(false);
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
                await judge.BackOffAsync(call, failed!, subscription.RenewAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            }

            if (failed is { HasDoubts: true }) await judge.ResolveDoubtsAsync(call, failed, cancellationToken).ConfigureAwait(false);
            if (failed is { Pauses: true }) await judge.PauseAsync(call, cancellationToken).ConfigureAwait(false);

            model = subscription.Table.Find(request.Model, request.Version);
        }
    }

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
        InferenceCall call, RoutedModel model, Destination destination, Attempt attempt, FailedAttempts? failed, CancellationToken cancellationToken)
    {
        var request = call.Request;
        if (failed is { TakesTurns: true } && destination.Health is { } health) return health.InferAfterLossAsync(request, call.Remaining, failed.Turn, attempt.Token);
        var terms = new AttemptTerms(call.Remaining, MayMove: failed is not { WasMoved: true } && request.AffinityKey is null);
        return request.Hedge ?? model.Route.Hedge
            ? hedges.InferAsync(call, model, destination, attempt, terms, cancellationToken)
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

    private async ValueTask<RoutedModel> FindWithinAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        using var deadline = Deadline.Start(call.Remaining, timeProvider, cancellationToken);
        try
        {
            return await FindAnewAsync(call.Request.Model, call.Request.Version, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw call.DeadlineExceeded();
        }
    }

    // Perhaps it is so new that the table does not have it.
    private async ValueTask<RoutedModel> FindAnewAsync(string model, string? version, CancellationToken cancellationToken)
    {
        await subscription.WaitForFirstAsync(cancellationToken).ConfigureAwait(false);
        await subscription.RenewAsync(cancellationToken).ConfigureAwait(false);
        return subscription.Table.Find(model, version);
    }
}
