using System.Collections.Immutable;

namespace Orleans.Inference.Models;

/// <summary>An input or an output as a file beside the model declares it; what is not declared is not compared.</summary>
internal sealed record DeclaredTensor(string Name)
{
    public ElementType? ElementType { get; init; }

    /// <summary>All dimensions, the batch's too, -1 for one that varies; default where they are not declared.</summary>
    public ImmutableArray<long> Shape { get; init; }

    public bool Agrees(TensorSpec actual) =>
        (ElementType is null || ElementType == actual.ElementType)
        && (Shape.IsDefault || (Shape.Length == actual.Shape.Length && Shape.Zip(actual.Shape).All(pair => pair.Second.IsVariable || pair.First == pair.Second.Size)));

    public override string ToString() => $"{ElementType?.ToString() ?? "any type"}{(Shape.IsDefault ? "" : $"[{string.Join(',', Shape.Select(size => new Dimension(size)))}]")}";
}
