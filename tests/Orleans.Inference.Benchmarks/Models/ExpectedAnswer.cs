using Orleans.Inference.Benchmarks.Load;

namespace Orleans.Inference.Benchmarks.Models;

/// <summary>What ONNX Runtime itself answers to a caller's input, called directly.</summary>
internal sealed class ExpectedAnswer(SampleModel model, float[] expected)
{
    // A batch may add in another order: digits differ in the last bits.
    private const float Tolerance = 1e-4f;

    public void Check(ReadOnlySpan<float> given)
    {
        if (given.SequenceEqual(expected)) return;
        var isRight = given.Length == expected.Length;
        for (var i = 0; isRight && i < given.Length; i++) isRight = Math.Abs(given[i] - expected[i]) <= Tolerance;
        if (!isRight) throw new WrongAnswerException($"{model.Name} answered [{string.Join(", ", given.ToArray().Take(8))}, …] instead of [{string.Join(", ", expected.Take(8))}, …].");
    }
}
