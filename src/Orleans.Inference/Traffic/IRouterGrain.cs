using System.Collections.Immutable;

namespace Orleans.Inference.Traffic;

/// <summary>The router of a silo, by the key of a worker named <see cref="Device"/>: what it holds is asked for when the grain that keeps it lost it.</summary>
[Alias("inference.IRouterGrain")]
internal interface IRouterGrain : IGrainWithStringKey
{
    /// <summary>Stands for the device in the key.</summary>
    const string Device = "router";

    /// <summary>The aliases of the route table that the silo holds.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("GetAliases")]
    Task<AliasTable> GetAliasesAsync(CancellationToken cancellationToken = default);

    /// <summary>The external workers of the route table that the silo holds.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("GetExternalWorkers")]
    Task<ImmutableArray<ExternalWorkerRegistration>> GetExternalWorkersAsync(CancellationToken cancellationToken = default);
}
