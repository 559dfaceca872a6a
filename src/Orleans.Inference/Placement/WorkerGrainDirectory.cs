using Orleans.GrainDirectory;

namespace Orleans.Inference.Placement;

/// <summary>
/// The directory of worker grains: a worker is where its key says, so nothing is stored. With the default directory, a worker on a healthy silo is deactivated
/// whenever another silo, the one that holds its entry, leaves.
/// </summary>
internal sealed class WorkerGrainDirectory : IGrainDirectory
{
    public const string Name = "inference-workers";

    public Task<GrainAddress?> Lookup(GrainId grainId) => Task.FromResult<GrainAddress?>(new()
    {
        GrainId = grainId,
        SiloAddress = WorkerId.Parse(grainId.Key.ToString()!).Silo!,
        ActivationId = ActivationId.GetDeterministic(grainId),
    });

    public Task<GrainAddress?> Register(GrainAddress address) => Task.FromResult<GrainAddress?>(address);

    public Task<GrainAddress?> Register(GrainAddress address, GrainAddress? previousAddress) => Task.FromResult<GrainAddress?>(address);

    public Task Unregister(GrainAddress address) => Task.CompletedTask;

    public Task UnregisterSilos(List<SiloAddress> siloAddresses) => Task.CompletedTask;
}
