using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Orleans.Inference.MicroBenchmarks;

/// <summary>Few and short iterations in this process, so that all benchmarks together take a few minutes: enough for ratios, not for the last percent.</summary>
internal sealed class ShortRuns : ManualConfig
{
    public ShortRuns()
    {
        Add(DefaultConfig.Instance);
        AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(8)
            .WithIterationCount(7)
            .WithIterationTime(TimeInterval.FromMilliseconds(100)));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumn(CategoriesColumn.Default);
        AddLogicalGroupRules(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams);
        HideColumns(Column.Namespace, Column.Error, Column.StdDev, Column.Gen0, Column.Gen1, Column.Gen2);
        ArtifactsPath = Path.Combine(AppContext.BaseDirectory, "artifacts");
        Options |= ConfigOptions.JoinSummary | ConfigOptions.DisableLogFile;
    }
}
