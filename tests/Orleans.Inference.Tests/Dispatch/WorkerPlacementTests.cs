using System.Net;
using System.Reflection;
using Orleans.Inference.Placement;
using Orleans.Inference.Tests.Routing;
using Orleans.Runtime.Placement;

namespace Orleans.Inference.Tests.Dispatch;

public sealed class WorkerPlacementTests
{
    [Fact]
    public async Task A_worker_is_placed_on_the_silo_that_its_key_names()
    {
        var worker = Routes.Worker(2);

        Assert.Equal(worker.Silo, await PlaceAsync(worker, Routes.Worker(1).Silo!, Routes.Worker(2).Silo!, Routes.Worker(3).Silo!));
    }

    [Fact]
    public async Task A_worker_whose_silo_is_gone_is_placed_nowhere_even_if_its_successor_has_the_same_address() =>
        await Assert.ThrowsAsync<SiloUnavailableException>(() => PlaceAsync(Routes.Worker(1), Routes.Worker(2).Silo!));

    [Fact]
    public async Task A_worker_is_looked_up_from_its_key_alone()
    {
        var worker = new WorkerId(SiloAddress.New(IPAddress.Parse("10.0.0.7"), 11111, 99), "cuda:0");

        var address = await new WorkerGrainDirectory().Lookup(IdOf(worker));

        Assert.Equal(worker.Silo, address!.SiloAddress);
        Assert.Equal(IdOf(worker), address.GrainId);
    }

    private static GrainId IdOf(WorkerId worker) => GrainId.Create("inference.worker", worker.ToString());

    private static Task<SiloAddress> PlaceAsync(WorkerId worker, params SiloAddress[] silos)
    {
        var context = DispatchProxy.Create<IPlacementContext, GrainStubs.Stub>();
        ((GrainStubs.Stub)(object)context).Call = (method, _) =>
            method.Name == nameof(IPlacementContext.GetCompatibleSilos) ? silos : throw new NotSupportedException(method.Name);
        return new WorkerPlacementDirector().OnAddActivation(new WorkerPlacement(), new PlacementTarget(IdOf(worker), [], default, 0), context);
    }
}
