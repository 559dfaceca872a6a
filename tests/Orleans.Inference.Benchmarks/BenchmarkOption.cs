namespace Orleans.Inference.Benchmarks;

/// <summary>A number that the command line can set, as in <c>--rounds 3</c>.</summary>
internal sealed record BenchmarkOption(string Name, double Default, double Min, double Max, string Description);
