namespace Orleans.Inference;

/// <summary>The memory that a model takes on devices of one name.</summary>
/// <param name="Device">The device, as in <c>cpu</c> or <c>cuda:0</c>.</param>
/// <param name="Bytes">The bytes.</param>
[GenerateSerializer, Immutable, Alias("inference.ModelMemory")]
public readonly record struct ModelMemory(string Device, long Bytes);
