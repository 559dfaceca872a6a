namespace Orleans.Inference.Gateways;

/// <summary>
/// An Orleans client puts grains into buckets by the hash of their id, and sends all calls of a bucket through one gateway. A probe in a worker's bucket therefore
/// goes the way of the worker's calls, without being one.
/// </summary>
internal static class SenderBucket
{
    /// <summary>A probe that goes through the gateway that a worker's calls go through.</summary>
    /// <param name="grains">Makes the probe.</param>
    /// <param name="worker">The worker's grain.</param>
    /// <param name="buckets">How many buckets the client has.</param>
    public static IGatewayProbeGrain FindProbe(IGrainFactory grains, GrainId worker, int buckets)
    {
        var wanted = Of(worker, buckets);
        var type = grains.GetGrain<IGatewayProbeGrain>(0).GetGrainId().Type;
        for (long key = 0; ; key++)
        {
            if (Of(GrainId.Create(type, GrainIdKeyExtensions.CreateIntegerKey(key)), buckets) == wanted) return grains.GetGrain<IGatewayProbeGrain>(key);
        }
    }

    private static int Of(GrainId grain, int buckets) => ((grain.GetHashCode() % buckets) + buckets) % buckets;
}
