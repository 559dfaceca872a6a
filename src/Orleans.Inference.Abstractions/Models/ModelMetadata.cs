using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>What one version of a model takes and gives, and how it is served.</summary>
[GenerateSerializer, Immutable, Alias("inference.ModelMetadata")]
public sealed record ModelMetadata
{
    /// <summary>The model's name: the name of its folder.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>The version: the name of the numbered folder.</summary>
    [Id(1)]
    public required string Version { get; init; }

    /// <summary>What executes the model, in the words of the Open Inference Protocol, such as <c>onnxruntime_onnx</c>.</summary>
    [Id(2)]
    public required string Platform { get; init; }

    /// <summary>The inputs that a call must give, in the model's order.</summary>
    [Id(3)]
    public required ImmutableArray<TensorSpec> Inputs { get; init; }

    /// <summary>The outputs, in the model's order.</summary>
    [Id(4)]
    public required ImmutableArray<TensorSpec> Outputs { get; init; }

    /// <summary>
    /// Requests are gathered along dimension 0 into runs of up to this many rows; a single request with more rows runs by itself.
    /// 1 means that requests are never gathered, because the first dimension is fixed or the rows were found to depend on each other.
    /// </summary>
    [Id(5)]
    public int MaxBatchSize { get; init; } = 1;

    /// <summary>The labels of an output's last dimension, by the output's name; only outputs that have labels are in it.</summary>
    [Id(6)]
    public ImmutableDictionary<string, ImmutableArray<string>> Labels { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>
    /// What the model's nodes run on, as in <c>CPUExecutionProvider</c>, the provider of most nodes first. A model on a GPU that
    /// names the CPU here runs partly or wholly on the CPU. Empty where the backend does not tell.
    /// </summary>
    [Id(7)]
    public ImmutableArray<string> ExecutionProviders { get; init; } = [];

    /// <summary>What it can do with text; nothing by default.</summary>
    [Id(8)]
    public TextCapabilities Text { get; init; }

    /// <summary>Whether requests are gathered into larger runs.</summary>
    public bool IsBatched => MaxBatchSize > 1;

    /// <summary>Same in all that it says.</summary>
    /// <param name="other">The other one.</param>
    public bool Equals(ModelMetadata? other) => ReferenceEquals(this, other) || (other is not null
        && (Name, Version, Platform, MaxBatchSize, Text) == (other.Name, other.Version, other.Platform, other.MaxBatchSize, other.Text)
        && Inputs.SequenceEqual(other.Inputs)
        && Outputs.SequenceEqual(other.Outputs)
        && ExecutionProviders.SequenceEqual(other.ExecutionProviders)
        && Labels.Count == other.Labels.Count
        && Labels.All(labels => other.Labels.TryGetValue(labels.Key, out var others) && labels.Value.SequenceEqual(others)));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Version, Platform, MaxBatchSize);
}
