using Orleans.Core.Internal;
using Orleans.Inference.Cluster.Harness.Clusters;
using Orleans.Inference.Cluster.Harness.Processes;
using Orleans.Runtime.Placement;

namespace Orleans.Inference.Benchmarks.Failover;

/// <summary>Finds the silos that are to fail.</summary>
internal sealed class Victims(SiloCluster silos, IGrainFactory grains, int seed)
{
    private const int MaxMoves = 30;
    private static readonly TimeSpan MoveTime = TimeSpan.FromSeconds(0.5), WholeLimit = TimeSpan.FromSeconds(90);
    private readonly Random _random = new(seed);

    public async Task<SiloProcess> FindAsync(Victim victim) => victim switch
    {
        Victim.Gateway => silos[FailoverSetup.Gateway],
        Victim.Dispatcher => silos[await MoveDispatcherAsync()],
        _ => silos[Choose(await FindDispatcherAsync())],
    };

    /// <summary>Waits until every worker serves, and the membership knows who is dead.</summary>
    public Task WholeAsync() => grains.UntilAsync("the cluster is whole", WholeLimit, status =>
        status.Silos.Count(silo => silo.Status == SiloStatus.Active) == FailoverSetup.Silos
        && status.Workers.Count(worker => worker.IsServing) == FailoverSetup.Workers
        && status.Workers.Length == FailoverSetup.Workers);

    /// <summary>The dispatcher may live on a silo that is not to fail, or on the client's gateway, whose loss is another fault.</summary>
    private async Task<string> MoveDispatcherAsync()
    {
        for (var move = 0; move < MaxMoves; move++)
        {
            var name = await FindDispatcherAsync();
            if (IsPlain(name)) return name;
            var target = Choose(name);
            var status = await grains.GetStatusAsync();
            var address = status.Silos.First(silo => silo.Name == target && silo.Status == SiloStatus.Active).Address;
            RequestContext.Set(IPlacementDirector.PlacementHintKey, address);
            await grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key).Cast<IGrainManagementExtension>().MigrateOnIdle();
            RequestContext.Clear();
            await Task.Delay(MoveTime);
            await WholeAsync();
        }

        throw new InvalidOperationException($"The dispatcher did not move to a worker's silo in {MaxMoves} attempts.");
    }

    private async Task<string> FindDispatcherAsync()
    {
        var status = await grains.GetStatusAsync();
        return status.Silos.Single(silo => silo.Address.Equals(status.Dispatcher)).Name;
    }

    private string Choose(string dispatcher)
    {
        string[] names = [.. silos.Silos.Select(silo => silo.Name).Where(name => IsPlain(name) && name != dispatcher).Order()];
        return names[_random.Next(names.Length)];
    }

    private static bool IsPlain(string name) => name.StartsWith('w') && name != FailoverSetup.Gateway;
}
