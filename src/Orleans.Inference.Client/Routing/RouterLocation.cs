namespace Orleans.Inference.Routing;

/// <summary>Where this process is: by its silo, if it is one, and by its place.</summary>
internal sealed record RouterLocation(SiloAddress? Silo, WorkerLocation Place)
{
    /// <summary>How near a worker is.</summary>
    public Locality To(WorkerRoute worker) =>
        worker.Worker.Silo is { } silo && silo.Equals(Silo) ? Locality.OwnSilo
        : IsSame(worker.Location.Host, Place.Host) ? Locality.SameHost
        : IsSame(worker.Location.Zone, Place.Zone) ? Locality.SameZone
        : Locality.Elsewhere;

    private static bool IsSame(string? theirs, string? ours) => !string.IsNullOrEmpty(theirs) && theirs == ours;
}
