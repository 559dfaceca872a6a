using System.Collections.Immutable;

namespace Orleans.Inference.Pipelines;

/// <summary>Stands where other models have their session. A pipeline holds no lane, which would wait for its steps' lanes: nothing runs here.</summary>
internal sealed class PipelineSession(ModelMetadata metadata) : IModelSession
{
    public const string PlatformName = "pipeline";

    public string Platform => PlatformName;

    public ImmutableArray<TensorSpec> Inputs => metadata.Inputs;

    public ImmutableArray<TensorSpec> Outputs => metadata.Outputs;

    public ImmutableArray<string> ExecutionProviders => metadata.ExecutionProviders;

    public Tensor[] Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> outputs, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"'{metadata.Name}' is a pipeline, which is run by its steps.");

    public void Dispose()
    {
        // It holds nothing.
    }
}
