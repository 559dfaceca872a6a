using System.Collections.Immutable;
using System.Numerics;

namespace Orleans.Inference.Traffic;

/// <summary>Compares the answer of a shadow with the one that the caller got.</summary>
internal static class AnswerComparison
{
    /// <summary>Whether the outputs have the same names, types and shapes, and values that differ by no more than the tolerance.</summary>
    public static bool AreSame(ImmutableArray<NamedTensor> given, ImmutableArray<NamedTensor> shadow, double tolerance)
    {
        if (given.Length != shadow.Length) return false;
        foreach (var output in given)
        {
            var other = shadow.FirstOrDefault(candidate => candidate.Name == output.Name).Tensor;
            if (other is null || !AreSame(output.Tensor, other, tolerance)) return false;
        }

        return true;
    }

    private static bool AreSame(Tensor given, Tensor shadow, double tolerance)
    {
        if (given.ElementType != shadow.ElementType || !given.Shape.SequenceEqual(shadow.Shape)) return false;
        return given.ElementType switch
        {
            ElementType.String => AreSameStrings(given, shadow),
            ElementType.Float32 => AreClose(given.AsSpan<float>(), shadow.AsSpan<float>(), tolerance),
            ElementType.Float64 => AreClose(given.AsSpan<double>(), shadow.AsSpan<double>(), tolerance),
            ElementType.Float16 => AreClose(given.AsSpan<Half>(), shadow.AsSpan<Half>(), tolerance),
            ElementType.BFloat16 => AreClose(Singles(given), Singles(shadow), tolerance),
            _ => given.Bytes.Span.SequenceEqual(shadow.Bytes.Span),
        };
    }

    private static bool AreSameStrings(Tensor given, Tensor shadow)
    {
        for (var i = 0; i < given.Utf8Strings.Length; i++)
        {
            if (!given.Utf8Strings[i].Span.SequenceEqual(shadow.Utf8Strings[i].Span)) return false;
        }

        return true;
    }

    private static bool AreClose<T>(ReadOnlySpan<T> given, ReadOnlySpan<T> shadow, double tolerance)
        where T : INumberBase<T>
    {
        for (var i = 0; i < given.Length; i++)
        {
            var (left, right) = (double.CreateSaturating(given[i]), double.CreateSaturating(shadow[i]));
            if (left.Equals(right)) continue; // infinities and NaN are alike or not
            if (!double.IsFinite(left) || !(Math.Abs(left - right) <= tolerance * (1 + Math.Abs(left)))) return false;
        }

        return true;
    }

    private static ReadOnlySpan<float> Singles(Tensor tensor) => Array.ConvertAll(tensor.ToArray<BFloat16>(), value => (float)value);
}
