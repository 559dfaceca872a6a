using Orleans.Inference.Benchmarks.Reporting;
using Orleans.Inference.Cluster.Harness.Clusters;
using Orleans.Inference.Cluster.Harness.Processes;

namespace Orleans.Inference.Benchmarks.Failover;

/// <summary>What callers see of silos that fail, beside what Orleans alone makes of it.</summary>
internal sealed class FailoverBenchmark : IBenchmark
{
    private static readonly BenchmarkOption Kills = new("kills", 9, 1, 60, "how many silos are killed");
    private static readonly BenchmarkOption Stops = new("stops", 3, 1, 30, "how many silos are stopped");
    private static readonly BenchmarkOption StockKills = new("stock-kills", 2, 0, 10, "how many are killed under calls of a plain grain");
    private static readonly BenchmarkOption StockStops = new("stock-stops", 1, 0, 10, "how many are stopped under calls of a plain grain");
    private static readonly BenchmarkOption Rate = new("rate", 270, 30, 3000, "requests per second of all callers together");
    private static readonly BenchmarkOption Seed = new("seed", 1, 0, int.MaxValue, "chooses among silos");
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);

    public string Name => "failover";

    public string Summary => "silos killed and stopped under load: failed requests and waits, beside those of a plain grain (needs redis-server and setpriv)";

    public IReadOnlyList<BenchmarkOption> Options => [Kills, Stops, StockKills, StockStops, Rate, Seed];

    public async Task RunAsync(BenchmarkSettings settings, Aims aims, TextWriter output)
    {
        FailoverReport report = new(aims);
        FailoverSetup setup = new(settings[Rate]);
        await output.WriteLineAsync($"{Machine.Describe()}\n\n{Describe(setup)}\n");
        await using var redis = await RedisServer.StartAsync();
        await using var silos = await SiloCluster.StartAsync(redis, setup.Plans);
        await using var callers = await CallerSilo.StartAsync(redis.ConnectionString, silos.Id);
        Victims victims = new(silos, callers.Grains, (int)settings[Seed]);
        await victims.WholeAsync();

        await RunCallsAsync([.. FaultPlan.Kills(settings[Kills]), .. FaultPlan.Stops(settings[Stops])]);
        FaultKind[] stock = [.. FaultPlan.StockKills(settings[StockKills]), .. FaultPlan.Stops(settings[StockStops])];
        if (stock.Length > 0) await RunStockAsync(stock);

        async Task RunCallsAsync(FaultKind[] kinds)
        {
            await using var loads = await FailoverLoads.StartAsync(silos, callers, setup.Rate);
            await Task.Delay(WarmUp);
            var faults = await new FaultRun(silos, victims, loads.ReconnectAsync).RunAsync(kinds);
            report.PrintCalls(output, faults, await loads.StopAsync());
        }

        async Task RunStockAsync(FaultKind[] kinds)
        {
            await using var load = await CallerProcess.StartAsync(redis.ConnectionString, silos.Id, setup.Rate / 3, FailoverSetup.Work, isStock: true);
            await Task.Delay(WarmUp);
            var faults = await new FaultRun(silos, victims, load.ReconnectAsync).RunAsync(kinds);
            FailoverReport.PrintStock(output, faults, new("an Orleans client", await load.StopAsync()));
        }
    }

    private static string Describe(FailoverSetup setup) =>
        $"""
        {FailoverSetup.Workers} silos with a device of {setup.Lanes} lanes whose runs take {FailoverSetup.Work.TotalMilliseconds} ms and none of the processor's time, and two silos without one.
        {Figure.Of(setup.Rate)} requests/s, a third from each kind of caller: {Figure.Of(100 * setup.UtilizationAfterFault)} % of what three workers can do.
        Waits count from when a request was to be sent; what is added is what is beyond two runs. Every answer is checked.
        Late: sent more than 300 ms after a kill or 1 s after a stop, and answered more than 100 ms after its run could have ended.
        HTTP goes to a process that lives; connections to the one that was killed break, which is why a process without devices belongs in front.
        """;
}
