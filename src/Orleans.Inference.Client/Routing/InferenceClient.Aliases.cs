using System.Collections.Immutable;
using Orleans.Inference.Traffic;

namespace Orleans.Inference.Routing;

internal sealed partial class InferenceClient
{
    public Task SetAliasAsync(ModelAlias alias, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(alias);
        return aliases.SetAsync(alias, cancellationToken);
    }

    public Task<bool> RemoveAliasAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return aliases.RemoveAsync(name, cancellationToken);
    }

    public ValueTask<ImmutableArray<ModelAlias>> ListAliasesAsync(CancellationToken cancellationToken = default) => aliases.ListAsync(cancellationToken);

    private async Task<InferenceResponse> InferByAliasAsync(
        RoutedAlias alias, InferenceRequest request, TimeSpan? timeout, bool isCounted, CancellationToken cancellationToken)
    {
        var target = alias.Choose(subscription.Table, request.AffinityKey, Random.Shared, out var missed);
        if (missed is { } other) instruments.FellBack(alias.Name, new(other.Model, other.Version ?? ""));
        var response = await RouteToAsync(alias, request.To(target.Model, target.Version, timeout), isCounted, cancellationToken).ConfigureAwait(false);
        shadows.Copy(alias, request, response);
        return response;
    }

    private async Task<InferenceResponse> RouteToAsync(RoutedAlias alias, InferenceRequest request, bool isCounted, CancellationToken cancellationToken)
    {
        try
        {
            var answer = RouteAsync(request, isTarget: true, cancellationToken);
            return await (isCounted ? answer : CountedAsync(request, answer)).ConfigureAwait(false);
        }
        catch (ModelNotFoundException exception)
        {
            throw new ModelNotFoundException(alias.Name, exception);
        }
        catch (NoWorkerException exception)
        {
            throw NoWorker(alias, request.Model, request.Version, exception.Reason);
        }
    }

    private async ValueTask<ModelMetadata> GetTargetAsync(RoutedAlias alias, CancellationToken cancellationToken) =>
        (await FindTargetAsync(alias, mayBeUnloaded: false, cancellationToken).ConfigureAwait(false)).Route.Metadata!;

    private async ValueTask<RoutedModel> FindTargetAsync(RoutedAlias alias, bool mayBeUnloaded, CancellationToken cancellationToken)
    {
        var target = alias.FindHeaviest(subscription.Table);
        try
        {
            var routed = await FindServedAsync(target.Model, target.Version, cancellationToken).ConfigureAwait(false);
            var isServed = !routed.Destinations.IsEmpty || (mayBeUnloaded && routed.Route.OnDemand);
            return isServed ? routed : throw NoWorker(alias, target.Model, target.Version, routed.Route.Unavailable);
        }
        catch (ModelNotFoundException exception)
        {
            throw new ModelNotFoundException(alias.Name, exception);
        }
    }

    private NoWorkerException NoWorker(RoutedAlias alias, string model, string? version, string reason) =>
        subscription.Table.NoWorker(new ModelKey(model, version ?? "").ToString(), $"{reason} (the alias '{alias.Name}' points to it)");
}
