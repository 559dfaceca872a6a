namespace Orleans.Inference.Benchmarks.Scale;

/// <summary>Memory of a fleet, in bytes for each worker.</summary>
/// <param name="Dispatcher">The registry and the published table.</param>
/// <param name="Router">The table of a router.</param>
internal readonly record struct Footprint(double Dispatcher, double Router)
{
    public static Footprint Measure(int workers)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var fleet = new ScaleFleet();
        for (var number = 0; number < workers; number++) fleet.Registry.Register(ScaleFleet.Status(number));
        fleet.History.Update(fleet.Registry.TakeChanges());
        var registered = GC.GetTotalMemory(forceFullCollection: true);
        var table = fleet.Builder.Apply(Routing.RouteTable.Empty, fleet.History.UpdateFrom(RouteTableStamp.None)!);
        var routed = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(fleet);
        GC.KeepAlive(table);
        return new((registered - before) / (double)workers, (routed - registered) / (double)workers);
    }
}
