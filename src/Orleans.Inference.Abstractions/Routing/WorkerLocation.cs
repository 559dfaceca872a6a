namespace Orleans.Inference;

/// <summary>Where a process is, for callers that prefer what is near.</summary>
/// <param name="Host">The machine: <c>host</c> of the silo's metadata, else the machine's name.</param>
/// <param name="Zone">What fails together, such as a rack or a data centre: <c>zone</c> of the silo's metadata, else empty.</param>
[GenerateSerializer, Immutable, Alias("inference.WorkerLocation")]
public readonly record struct WorkerLocation(string Host, string Zone);
