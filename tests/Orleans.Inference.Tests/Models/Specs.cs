using System.Collections.Immutable;
using System.Globalization;

namespace Orleans.Inference.Tests.Models;

/// <summary>Inputs and outputs of models as one writes them: <c>x Float32[batch,4]</c>, with <c>?</c> for a variable dimension without a symbol.</summary>
internal static class Specs
{
    public static ImmutableArray<TensorSpec> Of(params string[] specs) => [.. specs.Select(Parse)];

    private static TensorSpec Parse(string spec)
    {
        var parts = spec.Split([' ', '[', ']'], StringSplitOptions.RemoveEmptyEntries);
        var dimensions = parts.Length > 2 ? parts[2].Split(',') : [];
        return new(parts[0], Enum.Parse<ElementType>(parts[1]), [.. dimensions.Select(ParseDimension)]);
    }

    private static Dimension ParseDimension(string dimension) =>
        dimension == "?" ? new(-1) : long.TryParse(dimension, CultureInfo.InvariantCulture, out var size) ? new(size) : new(-1, dimension);
}
