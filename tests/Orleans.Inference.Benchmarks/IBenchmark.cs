using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks;

/// <summary>Measures something the README quotes, beside its baseline.</summary>
internal interface IBenchmark
{
    string Name { get; }

    string Summary { get; }

    IReadOnlyList<BenchmarkOption> Options { get; }

    /// <summary>What it measures of the models of a user's repository; <see langword="null"/> where it takes none.</summary>
    string? RepositoryUse => null;

    /// <summary>States its aims, measures, prints tables and gives each aim its value.</summary>
    Task RunAsync(BenchmarkSettings settings, Aims aims, TextWriter output);
}
