using Orleans.Inference.Routing;

namespace Orleans.Inference.Hosting;

/// <summary>Begins to renew the route table when the silo is active.</summary>
internal sealed class RouterSiloLifecycle(Router router) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(RouterSiloLifecycle),
        ServiceLifecycleStage.Active + 1,
        _ =>
        {
            router.Start();
            return Task.CompletedTask;
        },
        router.StopAsync);
}
