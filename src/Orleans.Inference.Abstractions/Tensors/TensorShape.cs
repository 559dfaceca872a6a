using System.Diagnostics.CodeAnalysis;

namespace Orleans.Inference;

/// <summary>Arithmetic and text of shapes. A dimension is a count of elements along one axis, outermost first.</summary>
public static class TensorShape
{
    /// <summary>The most dimensions a tensor may have.</summary>
    public const int MaxRank = 64;

    /// <summary>Counts the elements of a shape.</summary>
    /// <param name="shape">The dimensions; none means one element (a scalar).</param>
    /// <param name="length">The product of the dimensions.</param>
    /// <param name="problem">What is wrong with the shape when the answer is <see langword="false"/>.</param>
    /// <returns><see langword="false"/> for more than <see cref="MaxRank"/> dimensions, a negative one, and a product over 2^63-1.</returns>
    public static bool TryGetLength(ReadOnlySpan<long> shape, out long length, [NotNullWhen(false)] out string? problem)
    {
        length = 1;
        problem = null;
        if (shape.Length > MaxRank)
        {
            problem = $"the shape has {shape.Length} dimensions, at most {MaxRank} are allowed";
            return false;
        }

        // A zero anywhere makes the tensor empty, but the other dimensions must still be sane: count them first.
        var isEmpty = false;
        foreach (var dimension in shape)
        {
            if (dimension < 0)
            {
                problem = $"the shape {Format(shape)} has the negative dimension {dimension}";
                return false;
            }

            if (dimension == 0)
            {
                isEmpty = true;
            }
            else if (Math.BigMul(length, dimension, out var product) != 0 || product < 0)
            {
                problem = $"the shape {Format(shape)} has more elements than a tensor can hold";
                return false;
            }
            else
            {
                length = product;
            }
        }

        if (isEmpty) length = 0;
        return true;
    }

    /// <summary>The elements of a shape, or of some of its dimensions, of a tensor that there is.</summary>
    internal static long Product(ReadOnlySpan<long> dimensions)
    {
        var product = 1L;
        foreach (var dimension in dimensions) product *= dimension;
        return product;
    }

    /// <summary>A shape as people write it: <c>[1,28,28]</c>.</summary>
    /// <param name="shape">The dimensions.</param>
    public static string Format(ReadOnlySpan<long> shape) => $"[{string.Join(',', shape.ToArray())}]";
}
