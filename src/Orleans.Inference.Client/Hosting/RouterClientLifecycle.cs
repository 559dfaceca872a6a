using Orleans.Inference.Routing;

namespace Orleans.Inference.Hosting;

/// <summary>Begins to renew the route table when the client is connected, so that the first request finds one.</summary>
internal sealed class RouterClientLifecycle(Router router) : ILifecycleParticipant<IClusterClientLifecycle>
{
    public void Participate(IClusterClientLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(RouterClientLifecycle),
        ServiceLifecycleStage.Active,
        _ =>
        {
            router.Start();
            return Task.CompletedTask;
        },
        router.StopAsync);
}
