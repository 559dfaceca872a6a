using System.Collections.Immutable;
using System.Globalization;
using Orleans.Inference.Gateway.OpenInference.Configuration;
using Orleans.Inference.Gateway.OpenInference.Statistics;
using Wire = Orleans.Inference.Gateway.OpenInference.Rpc.Messages;

namespace Orleans.Inference.Gateway.OpenInference.Rpc;

/// <summary>Models, their configurations and their statistics as messages.</summary>
internal static class RpcModels
{
    public static Wire.ModelMetadataResponse Metadata(ServedVersions served) => new()
    {
        Name = served.Model.Name,
        Versions = { served.Versions },
        Platform = served.Model.Platform,
        Inputs = { served.Model.Inputs.Select(Metadata) },
        Outputs = { served.Model.Outputs.Select(Metadata) },
    };

    public static Wire.ModelConfig Config(ModelConfig config) => new()
    {
        Name = config.Name,
        Platform = config.Platform,
        Backend = config.Backend,
        VersionPolicy = new() { Specific = new() { Versions = { Numbers(config.Versions) } } },
        MaxBatchSize = config.MaxBatchSize,
        Input = { config.Inputs.Select(static input => new Wire.ModelInput { Name = input.Name, DataType = Type(input.Datatype), Dims = { input.Dims } }) },
        Output = { config.Outputs.Select(static output => new Wire.ModelOutput { Name = output.Name, DataType = Type(output.Datatype), Dims = { output.Dims } }) },
        InstanceGroup =
        {
            new Wire.ModelInstanceGroup
            {
                Name = config.Name,
                Count = 1,
                Kind = config.OnGpu ? Wire.ModelInstanceGroup.Types.Kind.Gpu : Wire.ModelInstanceGroup.Types.Kind.Cpu,
            },
        },
        DynamicBatching = config.MaxBatchSize > 0 ? new() : null,
    };

    public static Wire.ModelStatistics Statistics(ModelStatistics model) => new()
    {
        Name = model.Model.Name,
        Version = model.Model.Version,
        LastInference = (ulong)StatisticsNumbers.Milliseconds(model.LastInference),
        InferenceCount = (ulong)model.Rows,
        ExecutionCount = (ulong)model.Runs,
        InferenceStats = new()
        {
            Success = Time(model.Success),
            Fail = Time(model.Failure),
            Queue = Time(model.Queue),
            ComputeInput = Time(model.Input),
            ComputeInfer = Time(model.Infer),
            ComputeOutput = Time(model.Output),
            CacheHit = new(),
            CacheMiss = new(),
        },
        BatchStats =
        {
            model.Batches.Select(static batch => new Wire.InferBatchStatistics
            {
                BatchSize = (ulong)batch.Size,
                ComputeInput = Time(batch.Input),
                ComputeInfer = Time(batch.Infer),
                ComputeOutput = Time(batch.Output),
            }),
        },
        MemoryUsage = { model.Memory.Select(Memory) },
    };

    private static Wire.ModelMetadataResponse.Types.TensorMetadata Metadata(TensorSpec tensor) => new()
    {
        Name = tensor.Name,
        Datatype = Datatypes.NameOf(tensor.ElementType),
        Shape = { tensor.Shape.Select(static dimension => dimension.IsVariable ? -1 : dimension.Size) },
    };

    private static Wire.MemoryUsage Memory(ModelMemory memory)
    {
        var (type, id) = StatisticsNumbers.Device(memory.Device);
        return new() { Type = type, Id = id, ByteSize = (ulong)memory.Bytes };
    }

    private static Wire.StatisticDuration Time(CountedTime time) => new() { Count = (ulong)time.Count, Ns = (ulong)StatisticsNumbers.Nanoseconds(time.Time) };

    private static IEnumerable<long> Numbers(ImmutableArray<string> versions)
    {
        foreach (var version in versions)
        {
            if (long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) yield return number;
        }
    }

    private static Wire.DataType Type(string name) => Enum.Parse<Wire.DataType>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
