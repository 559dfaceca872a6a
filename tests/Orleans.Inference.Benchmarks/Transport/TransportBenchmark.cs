using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Benchmarks.Clients;
using Orleans.Inference.Benchmarks.Cluster;
using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Transport;

/// <summary>How fast large tensors get to a worker of another process, beside what Orleans and a socket do, and what that does to small requests.</summary>
internal sealed class TransportBenchmark : IBenchmark
{
    private static readonly BenchmarkOption RoundCount = new("rounds", 3, 1, 100, "how often each side is measured; the medians count");
    private static readonly BenchmarkOption Duration = new("seconds", 0.5, 0.1, 20, "how long each side is measured in each round");
    private static readonly BenchmarkOption ProbeDuration = new("probe-seconds", 3, 0.5, 60, "how long the small requests are measured in each round");
    private const int MaxCallers = 4;
    private const int MaxUnderWay = 4 << 20;

    private const double WarmUp = 0.1;

    public string Name => "transport";

    public string Summary => "large tensors to a worker of another process: by Orleans, by grain calls, in pieces, by a data connection, and by a plain socket";

    public IReadOnlyList<BenchmarkOption> Options => [RoundCount, Duration, ProbeDuration];

    public async Task RunAsync(BenchmarkSettings settings, Aims aims, TextWriter output)
    {
        var report = new TransportReport(aims);
        await using var silo = await BenchmarkSilo.StartAsync(configure: static builder => builder.Services.AddSingleton<IModelBackend, TouchBackend>());
        using var socket = new SocketServer();
        await using var client = ClientProcess.Start(TransportClientProgram.Verb, silo.GatewayPort, socket.Port);
        await output.WriteLineAsync(
            $"{Machine.Describe()}\n\nMedians of {settings[RoundCount]} rounds of {settings[Duration]} s; {MaxCallers} bodies at once, fewer where they take more than {MaxUnderWay >> 20} MiB together.\n");
        var (seconds, probeSeconds) = (settings[Duration], settings[ProbeDuration]);
        foreach (var cell in TransportReport.Cells) await client.RunAsync(Order(cell, WarmUp), WarmUp);
        for (var round = 0; round < settings[RoundCount]; round++)
        {
            foreach (var cell in TransportReport.Cells)
            {
                report.Bodies[cell].Add(await client.RunAsync(Order(cell, seconds), seconds));
            }

            foreach (var stream in TransportReport.Streams)
            {
                report.Probes[stream].Add(await client.RunAsync(new TransportOrder(Side.Data, 0, 1, probeSeconds, IsProbe: true, StreamBytes: stream), probeSeconds));
            }
        }

        report.Print(output);
    }

    private static TransportOrder Order(TransportCell cell, double seconds) =>
        new(cell.Side, cell.Bytes, Math.Clamp(MaxUnderWay / cell.Bytes, 1, MaxCallers), seconds);
}
