using Orleans.Metadata;

namespace Orleans.Inference.Cluster.Harness.Scripted;

/// <summary>Writes down every activation of a worker, a line with its key, in a file of this process.</summary>
internal sealed class ActivationRecord(string folder) : IConfigureGrainContextProvider, IConfigureGrainContext
{
    public const string Extension = ".activations";
    private static readonly GrainType Worker = GrainType.Create("inference.worker");
    private readonly Lock _gate = new();
    private readonly string _file = Path.Combine(folder, $"{Environment.ProcessId}{Extension}");

    public bool TryGetConfigurator(GrainType grainType, GrainProperties properties, out IConfigureGrainContext configurator)
    {
        configurator = this;
        return grainType == Worker;
    }

    public void Configure(IGrainContext context)
    {
        lock (_gate) File.AppendAllLines(_file, [context.GrainId.Key.ToString()!]);
    }
}
