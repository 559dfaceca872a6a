using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace Orleans.Inference.Routing;

/// <summary>The router: chooses the worker for each request from the route table and its own view of the load, and sends it there.</summary>
internal sealed class InferenceClient(RouteTableSubscription subscription, IOptions<InferenceClientOptions> options, TimeProvider timeProvider) : IInferenceClient
{
    public async Task<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var timeout = request.Timeout ?? options.Value.DefaultTimeout;
        if (timeout <= TimeSpan.Zero || timeout > InferenceRequest.MaxTimeout)
        {
            throw new InvalidInputException("timeout", $"more than 0 and at most {InferenceRequest.MaxTimeout}", timeout.ToString());
        }

        var started = timeProvider.GetTimestamp();
        using var deadline = Deadline.Start(timeout, timeProvider, cancellationToken);
        try
        {
            var model = await FindAsync(request.Model, request.Version, deadline.Token).ConfigureAwait(false);
            if (model.Destinations.IsEmpty) throw new NoWorkerException(request.Model, model.Route.Unavailable);
            var destination = model.Destinations.Length == 1 ? model.Destinations[0] : model.Policy.Choose(model.Destinations.AsSpan());
            var remaining = timeout - timeProvider.GetElapsedTime(started);
            return await SendAsync(destination, request, remaining, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && deadline.Token.IsCancellationRequested)
        {
            throw new DeadlineExceededException(request.Model, timeout);
        }
        catch (DeadlineExceededException)
        {
            throw new DeadlineExceededException(request.Model, timeout); // the worker knew only what remained
        }
    }

    public async ValueTask<ModelMetadata> GetModelAsync(string model, string? version = null, CancellationToken cancellationToken = default)
    {
        var routed = await FindAsync(model, version, cancellationToken).ConfigureAwait(false);
        return routed.Destinations.IsEmpty ? throw new NoWorkerException(model, routed.Route.Unavailable) : routed.Route.Metadata!;
    }

    public async ValueTask<ImmutableArray<ModelMetadata>> ListModelsAsync(CancellationToken cancellationToken = default)
    {
        await subscription.WaitForFirstAsync(cancellationToken).ConfigureAwait(false);
        return subscription.Table.ListReady();
    }

    private static async Task<InferenceResponse> SendAsync(Destination destination, InferenceRequest request, TimeSpan remaining, CancellationToken cancellationToken)
    {
        destination.Load.Sent();
        try
        {
            var response = await destination.InferAsync(request, remaining, cancellationToken).ConfigureAwait(false);
            destination.Told(response.Load);
            return response;
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            throw new NoWorkerException(request.Model, $"the worker {destination.Worker} cannot be reached: {exception.Message}");
        }
        finally
        {
            destination.Load.Returned();
        }
    }

    private ValueTask<RoutedModel> FindAsync(string model, string? version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        return subscription.Table.TryFind(model, version) is { Destinations.IsEmpty: false } found ? new(found) : FindAnewAsync(model, version, cancellationToken);
    }

    // Perhaps it is so new that the table does not have it.
    private async ValueTask<RoutedModel> FindAnewAsync(string model, string? version, CancellationToken cancellationToken)
    {
        await subscription.WaitForFirstAsync(cancellationToken).ConfigureAwait(false);
        await subscription.RenewAsync(cancellationToken).ConfigureAwait(false);
        return subscription.Table.Find(model, version);
    }
}
