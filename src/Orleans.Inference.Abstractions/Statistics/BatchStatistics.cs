namespace Orleans.Inference;

/// <summary>What the runs of one size took.</summary>
/// <param name="Size">How many rows a run had.</param>
/// <param name="Input">Gathering the inputs of several requests into one.</param>
/// <param name="Infer">The runs themselves.</param>
/// <param name="Output">Cutting the outputs back into those of the requests.</param>
[GenerateSerializer, Immutable, Alias("inference.BatchStatistics")]
public readonly record struct BatchStatistics(long Size, CountedTime Input, CountedTime Infer, CountedTime Output);
