namespace Orleans.Inference.Benchmarks.Load;

/// <summary>An answer was wrong: whatever was measured says nothing.</summary>
internal sealed class WrongAnswerException(string message) : Exception(message);
