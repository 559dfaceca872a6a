using System.Numerics;

namespace Orleans.Inference.Models;

/// <summary>Compares what a model answers alone and in a batch.</summary>
internal static class TensorAgreement
{
    /// <summary>Whether answers alone are a row of the answers together.</summary>
    public static bool WithRow(Tensor[] alone, Tensor[] together, int row) =>
        alone.Zip(together).All(pair => Of(pair.First, pair.Second.Slice(row, 1)));

    /// <summary>Whether two answers are the same, up to the last digits.</summary>
    public static bool Of(Tensor alone, Tensor together)
    {
        if (!alone.Shape.SequenceEqual(together.Shape)) return false;
        return alone.ElementType switch
        {
            ElementType.String => alone.ToArray<string>().SequenceEqual(together.ToArray<string>()),
            ElementType.Float32 => Close(alone.AsSpan<float>(), together.AsSpan<float>()),
            ElementType.Float64 => Close(alone.AsSpan<double>(), together.AsSpan<double>()),
            ElementType.Float16 => Close(alone.AsSpan<Half>(), together.AsSpan<Half>()),
            ElementType.BFloat16 => Close<float>(Array.ConvertAll(alone.ToArray<BFloat16>(), value => (float)value), Array.ConvertAll(together.ToArray<BFloat16>(), value => (float)value)),
            _ => alone.Bytes.Span.SequenceEqual(together.Bytes.Span),
        };
    }

    // Sums in another order differ in the last digits; rows that see each other differ at large. Only the row's own scale tells which: probabilities of a
    // large vocabulary are all small.
    private static bool Close<T>(ReadOnlySpan<T> alone, ReadOnlySpan<T> together)
        where T : INumberBase<T>
    {
        var largest = 0.0;
        foreach (var value in alone)
        {
            if (T.IsFinite(value)) largest = Math.Max(largest, Math.Abs(double.CreateSaturating(value)));
        }

        for (var i = 0; i < alone.Length; i++)
        {
            var (left, right) = (double.CreateSaturating(alone[i]), double.CreateSaturating(together[i]));
            if (left.Equals(right)) continue; // infinities and NaN are alike or not
            if (!(Math.Abs(left - right) <= 1e-2 * largest)) return false;
        }

        return true;
    }
}
