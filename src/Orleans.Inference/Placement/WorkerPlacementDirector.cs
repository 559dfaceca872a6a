using Orleans.Runtime.Placement;

namespace Orleans.Inference.Placement;

/// <summary>Reads the silo from the worker's key. A silo that is gone is an error at once: its worker never comes back elsewhere.</summary>
internal sealed class WorkerPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var worker = WorkerId.Parse(target.GrainIdentity.Key.ToString()!);
        foreach (var silo in context.GetCompatibleSilos(target))
        {
            if (silo.Equals(worker.Silo)) return Task.FromResult(silo);
        }

        return Task.FromException<SiloAddress>(new SiloUnavailableException($"The worker {worker} is gone with its silo."));
    }
}
