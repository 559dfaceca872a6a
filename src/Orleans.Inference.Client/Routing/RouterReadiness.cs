namespace Orleans.Inference.Routing;

/// <summary>A process that only calls models is ready when it holds a route table.</summary>
internal sealed class RouterReadiness(RouteTableSubscription subscription) : IInferenceReadiness
{
    public string? Missing => subscription.Table.Stamp == RouteTableStamp.None ? "the route table" : null;
}
