using System.Collections.Immutable;

namespace Orleans.Inference.Gateway.OpenInference.Configuration;

/// <summary>
/// How a model is served, in the words of Triton's model configuration, as far as its metadata tells. There, the dimensions of a batched model do not name
/// the batch.
/// </summary>
internal sealed record ModelConfig
{
    private ModelConfig(ServedVersions served)
    {
        var model = served.Model;
        (Name, Platform, Versions) = (model.Name, model.Platform, served.Versions);
        MaxBatchSize = model.IsBatched ? model.MaxBatchSize : 0;
        Inputs = [.. model.Inputs.Select(input => ConfigTensor.Of(input, model.IsBatched))];
        Outputs = [.. model.Outputs.Select(output => ConfigTensor.Of(output, model.IsBatched))];
        OnGpu = !model.ExecutionProviders.IsDefaultOrEmpty && model.ExecutionProviders.Any(static provider => !provider.StartsWith("CPU", StringComparison.Ordinal));
    }

    public string Name { get; }

    public string Platform { get; }

    /// <summary>The versions that are served.</summary>
    public ImmutableArray<string> Versions { get; }

    /// <summary>0 for a model that is not batched.</summary>
    public int MaxBatchSize { get; }

    public ImmutableArray<ConfigTensor> Inputs { get; }

    public ImmutableArray<ConfigTensor> Outputs { get; }

    /// <summary>Whether any of it runs on a GPU.</summary>
    public bool OnGpu { get; }

    /// <summary>The backend; none where the platform is not one of its own.</summary>
    public string Backend => Platform == "onnxruntime_onnx" ? "onnxruntime" : "";

    public string InstanceKind => OnGpu ? "KIND_GPU" : "KIND_CPU";

    public static async ValueTask<ModelConfig> FindAsync(IInferenceClient client, string name, string? version, CancellationToken cancellationToken) =>
        new(await ServedVersions.FindAsync(client, name, version, cancellationToken));
}

/// <summary>An input or an output in a model's configuration.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Datatype">Its type, as in <c>TYPE_FP32</c>.</param>
/// <param name="Dims">Its dimensions without the batch; -1 for one that is variable.</param>
internal sealed record ConfigTensor(string Name, string Datatype, ImmutableArray<long> Dims)
{
    public static ConfigTensor Of(TensorSpec tensor, bool isBatched) => new(
        tensor.Name,
        tensor.ElementType == ElementType.String ? "TYPE_STRING" : $"TYPE_{Datatypes.NameOf(tensor.ElementType)}",
        [.. tensor.Shape.Skip(isBatched ? 1 : 0).Select(static dimension => dimension.IsVariable ? -1 : dimension.Size)]);
}
