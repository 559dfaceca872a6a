using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>An input or an output of a model, as its file declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">The type of its elements.</param>
/// <param name="Shape">Its dimensions, outermost first.</param>
[GenerateSerializer, Immutable, Alias("inference.TensorSpec")]
public sealed record TensorSpec(string Name, ElementType ElementType, ImmutableArray<Dimension> Shape)
{
    /// <summary>Type and shape, as in <c>Float32[batch,1,28,28]</c>.</summary>
    public override string ToString() => $"{ElementType}[{string.Join(',', Shape)}]";

    /// <summary>Same name, type and dimensions.</summary>
    /// <param name="other">The other one.</param>
    public bool Equals(TensorSpec? other) =>
        other is not null && Name == other.Name && ElementType == other.ElementType && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, ElementType, Shape.Length);
}
