using System.Collections.Immutable;

namespace Orleans.Inference.Routing;

internal sealed partial class InferenceClient
{
    public async Task<ImmutableArray<ModelStatistics>> GetStatisticsAsync(string? model = null, string? version = null, CancellationToken cancellationToken = default)
    {
        if (model is null) return await operations.GetStatisticsAsync(null, version, cancellationToken).ConfigureAwait(false);
        await CheckReadyAsync(model, version, cancellationToken).ConfigureAwait(false);
        if (subscription.Table.FindAlias(model, version) is { } alias) (model, version) = await FindTargetKeyAsync(alias, cancellationToken).ConfigureAwait(false);
        return await operations.GetStatisticsAsync(model, version, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<(string Model, string? Version)> FindTargetKeyAsync(Traffic.RoutedAlias alias, CancellationToken cancellationToken)
    {
        var target = await FindTargetAsync(alias, mayBeUnloaded: true, cancellationToken).ConfigureAwait(false);
        return (target.Route.Key.Name, target.Route.Key.Version);
    }
}
