using Orleans.Concurrency;

namespace Orleans.Inference;

/// <summary>Somebody who holds a route table and wants to hear of changes at once. What is not heard comes with the next renewal.</summary>
[Alias("inference.IRouteTableObserver")]
public interface IRouteTableObserver : IGrainObserver
{
    /// <summary>The table changed.</summary>
    /// <param name="update">The change; to be ignored by somebody who does not hold the table that it starts from.</param>
    [OneWay]
    [Alias("OnUpdated")]
    Task OnUpdatedAsync(RouteTableUpdate update);
}
