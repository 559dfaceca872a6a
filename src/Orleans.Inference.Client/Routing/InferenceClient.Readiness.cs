namespace Orleans.Inference.Routing;

internal sealed partial class InferenceClient
{
    public async ValueTask CheckReadyAsync(string model, string? version = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (subscription.Table.FindAlias(model, version) is not { } alias)
        {
            if (subscription.Table.TryFind(model, version) is { Destinations.IsEmpty: false }) return;
            await RenewAsync(cancellationToken).ConfigureAwait(false);
            alias = subscription.Table.FindAlias(model, version);
        }

        if (alias is not null)
        {
            await FindTargetAsync(alias, mayBeUnloaded: true, cancellationToken).ConfigureAwait(false);
            return;
        }

        var routed = subscription.Table.Find(model, version);
        if (routed is { Destinations.IsEmpty: true, Route.OnDemand: false }) throw subscription.Table.NoWorker(model, routed.Route.Unavailable);
    }
}
