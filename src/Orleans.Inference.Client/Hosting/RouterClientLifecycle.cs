using Orleans.Inference.Routing;

namespace Orleans.Inference.Hosting;

/// <summary>Begins to renew the route table when the client is connected, so that the first request finds one.</summary>
internal sealed class RouterClientLifecycle(RouteTableSubscription subscription) : ILifecycleParticipant<IClusterClientLifecycle>
{
    public void Participate(IClusterClientLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(RouterClientLifecycle),
        ServiceLifecycleStage.Active,
        _ =>
        {
            subscription.Start();
            return Task.CompletedTask;
        },
        subscription.StopAsync);
}
