using System.Collections.Immutable;
using Orleans.Concurrency;
using Orleans.GrainDirectory;
using Orleans.Inference.External;
using Orleans.Inference.Placement;
using Orleans.Inference.Routing;
using Orleans.Placement;

namespace Orleans.Inference.Traffic;

/// <inheritdoc cref="IRouterGrain"/>
/// <remarks>It lives on the silo of its key as a worker does, so that nobody else can answer for it.</remarks>
[WorkerPlacement, GrainDirectory(WorkerGrainDirectory.Name), Immovable, Reentrant]
[GrainType("inference.router")]
internal sealed class RouterGrain(RouteTableSubscription subscription) : Grain, IRouterGrain
{
    public Task<AliasTable> GetAliasesAsync(CancellationToken cancellationToken) => Task.FromResult(subscription.Table.Aliases);

    public Task<ImmutableArray<ExternalWorkerRegistration>> GetExternalWorkersAsync(CancellationToken cancellationToken) =>
        Task.FromResult(HeldExternalWorkers.Of(subscription.Table));
}
