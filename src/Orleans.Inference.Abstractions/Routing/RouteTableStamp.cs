namespace Orleans.Inference;

/// <summary>Which route table somebody holds.</summary>
/// <param name="Epoch">The dispatcher that made it.</param>
/// <param name="Version">Its number in that epoch, from 1.</param>
[GenerateSerializer, Immutable, Alias("inference.RouteTableStamp")]
public readonly record struct RouteTableStamp(DispatcherEpoch Epoch, long Version)
{
    /// <summary>Nothing is held yet; every table is newer.</summary>
    public static RouteTableStamp None => default;
}
