using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Inference.Routing;

namespace Orleans.Inference.Traffic;

/// <summary>Changes the aliases, and waits until this process's route table has the change.</summary>
internal sealed class AliasCalls(IGrainFactory grains, RouteTableSubscription subscription, IOptions<InferenceClientOptions> options, TimeProvider timeProvider)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public Task SetAsync(ModelAlias alias, CancellationToken cancellationToken) =>
        ChangeAsync(async (traffic, token) => await traffic.SetAsync(alias, token).ConfigureAwait(false), cancellationToken);

    public Task<bool> RemoveAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync((traffic, token) => traffic.RemoveAsync(name, token), cancellationToken);

    /// <summary>The aliases of this process's table: they are there while the cluster is not.</summary>
    public async ValueTask<ImmutableArray<ModelAlias>> ListAsync(CancellationToken cancellationToken)
    {
        await subscription.WaitForFirstAsync(cancellationToken).ConfigureAwait(false);
        return subscription.Table.Aliases.Aliases;
    }

    /// <param name="change">Gives the version of the aliases that has the change; <see langword="null"/> when there was nothing to change.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private async Task<bool> ChangeAsync(Func<ITrafficGrain, CancellationToken, Task<long?>> change, CancellationToken cancellationToken)
    {
        var timeout = options.Value.DefaultTimeout;
        using var deadline = Deadline.Start(timeout, timeProvider, cancellationToken);
        try
        {
            if (await change(grains.GetGrain<ITrafficGrain>(ITrafficGrain.Key), deadline.Token).ConfigureAwait(false) is not { } version) return false;
            await FollowAsync(version, deadline.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The cluster did not take in the change of the alias within {timeout.TotalSeconds:0.###} s; it may yet.");
        }
    }

    private async Task FollowAsync(long version, CancellationToken cancellationToken)
    {
        subscription.Start();
        while (subscription.Table.Aliases.Version < version)
        {
            await subscription.RenewAsync(cancellationToken).ConfigureAwait(false);
            if (subscription.Table.Aliases.Version < version) await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
