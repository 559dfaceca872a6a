using Orleans.Inference.Benchmarks.Batching;
using Orleans.Inference.Benchmarks.Controller;
using Orleans.Inference.Benchmarks.Failover;
using Orleans.Inference.Benchmarks.Gateway;
using Orleans.Inference.Benchmarks.Http;
using Orleans.Inference.Benchmarks.Overhead;
using Orleans.Inference.Benchmarks.Overload;
using Orleans.Inference.Benchmarks.Policies;
using Orleans.Inference.Benchmarks.Reporting;
using Orleans.Inference.Benchmarks.Rollout;
using Orleans.Inference.Benchmarks.Scale;
using Orleans.Inference.Benchmarks.Tail;
using Orleans.Inference.Benchmarks.Transport;

namespace Orleans.Inference.Benchmarks;

/// <summary>Runs the benchmark that the command line names.</summary>
internal static class BenchmarkProgram
{
    private const int Failed = 1;
    private const int WrongArguments = 2;
    private static readonly IBenchmark[] Benchmarks =
    [
        new OverheadBenchmark(),
        new BatchingBenchmark(),
        new TailBenchmark(),
        new OverloadBenchmark(),
        new TransportBenchmark(),
        new HttpBenchmark(),
        new GatewayBenchmark(),
        new ControllerBenchmark(),
        new SwapBenchmark(),
        new OnDemandBenchmark(),
        new FailoverBenchmark(),
        new PoliciesBenchmark(),
        new ScaleBenchmark(),
    ];

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is [] or ["--help"] or ["-h"]) return await ExplainAsync(Console.Out, "", 0);
        var benchmark = Benchmarks.FirstOrDefault(candidate => candidate.Name == arguments[0]);
        if (benchmark is null) return await ExplainAsync(Console.Error, $"There is no benchmark '{arguments[0]}'.", WrongArguments);
        BenchmarkSettings settings;
        try
        {
            settings = BenchmarkSettings.Parse(arguments.AsSpan(1), benchmark.Options, benchmark.RepositoryUse is not null);
        }
        catch (FormatException exception)
        {
            return await ExplainAsync(Console.Error, exception.Message, WrongArguments);
        }

        var aims = new Aims();
        try
        {
            await benchmark.RunAsync(settings, aims, Console.Out);
        }
        catch (Exception exception)
        {
            // Whatever went wrong: the aims that got a value are printed, and the others make the run a failure.
            await Console.Error.WriteLineAsync($"{benchmark.Name} broke off: {exception}");
            aims.Report(Console.Out, Console.Error);
            return Failed;
        }

        return aims.Report(Console.Out, Console.Error) ? 0 : Failed;
    }

    private static async Task<int> ExplainAsync(TextWriter output, string problem, int exitCode)
    {
        if (problem.Length > 0) await output.WriteLineAsync($"{problem}\n");
        await output.WriteLineAsync("usage: dotnet run -c Release --project tests/Orleans.Inference.Benchmarks -- BENCHMARK [OPTIONS]\n");
        foreach (var benchmark in Benchmarks)
        {
            await output.WriteLineAsync($"{benchmark.Name}: {benchmark.Summary}");
            foreach (var option in benchmark.Options) await output.WriteLineAsync($"  {$"--{option.Name} {option.Default}",-16} {option.Description}");
            if (benchmark.RepositoryUse is { } use) await output.WriteLineAsync($"  {BenchmarkSettings.ModelRepositoryOption} PATH  models that are measured too, without aims: {use}");
        }

        return exitCode;
    }
}
