using System.Globalization;

namespace Orleans.Inference;

/// <summary>One dimension of a model's input or output.</summary>
/// <param name="Size">The size, or -1 where it differs from call to call.</param>
/// <param name="Symbol">
/// The name a variable dimension has in the model file, <see langword="null"/> if it has none. Dimensions of one model with the
/// same symbol have the same size within one call.
/// </param>
[GenerateSerializer, Immutable, Alias("inference.Dimension")]
public readonly record struct Dimension(long Size, string? Symbol = null)
{
    /// <summary>Whether the size differs from call to call.</summary>
    public bool IsVariable => Size < 0;

    /// <summary>The size, the symbol, or <c>?</c>.</summary>
    public override string ToString() => IsVariable ? Symbol ?? "?" : Size.ToString(CultureInfo.InvariantCulture);
}
