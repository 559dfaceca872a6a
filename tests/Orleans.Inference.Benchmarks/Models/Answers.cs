using Orleans.Inference.Benchmarks.Load;

namespace Orleans.Inference.Benchmarks.Models;

/// <summary>Compares answers. A batch may add in another order: floats differ in the last bits.</summary>
internal static class Answers
{
    private const double Tolerance = 1e-3;

    public static void Check(string model, Tensor expected, Tensor given)
    {
        if (expected.Shape.SequenceEqual(given.Shape) && expected.Bytes.Span.SequenceEqual(given.Bytes.Span)) return;
        if (expected.ElementType == ElementType.Float32 && given.ElementType == ElementType.Float32 && AreClose(expected.AsSpan<float>(), given.AsSpan<float>())) return;
        throw new WrongAnswerException($"{model} answered {given} with other values than alone, where it gave {expected}.");
    }

    private static bool AreClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> given)
    {
        if (expected.Length != given.Length) return false;
        var scale = 1e-6;
        foreach (var value in expected) scale = Math.Max(scale, float.IsFinite(value) ? Math.Abs(value) : 0);
        for (var i = 0; i < expected.Length; i++)
        {
            if (!expected[i].Equals(given[i]) && !(Math.Abs(expected[i] - given[i]) <= Tolerance * scale)) return false;
        }

        return true;
    }
}
