namespace Orleans.Inference;

/// <summary>A tensor and the name of the model's input or output that it is for.</summary>
/// <param name="Name">The name; empty means the only input of a model that has one.</param>
/// <param name="Tensor">The tensor.</param>
[GenerateSerializer, Immutable, Alias("inference.NamedTensor")]
public readonly record struct NamedTensor(string Name, Tensor Tensor);
