using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Inference.Benchmarks.Clients;
using Orleans.Inference.Benchmarks.Cluster;
using Orleans.Inference.Benchmarks.Load;

namespace Orleans.Inference.Benchmarks.Transport;

/// <summary>The client process of the transport benchmark: reads <see cref="TransportOrder"/>s and answers each with a <see cref="LoadResult"/>.</summary>
internal static class TransportClientProgram
{
    public const string Verb = "transport-client";
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromMinutes(30);

    public static async Task<int> RunAsync(string gatewayPort, string socketPort)
    {
        await using var lifetime = new Timer(static _ => Environment.Exit(1), null, MaxLifetime, Timeout.InfiniteTimeSpan);
        var orders = LoadOrderReader.Start<TransportOrder>(Console.In);
        var builder = BenchmarkHost.CreateBuilder();
        builder.UseOrleansClient(client => client
            .UseLocalhostClustering(int.Parse(gatewayPort, CultureInfo.InvariantCulture))
            .AddInferenceClient());
        using var host = builder.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<IInferenceClient>().GetModelAsync(TouchBackend.ModelName);
        var loads = new TransportLoads(host.Services, int.Parse(socketPort, CultureInfo.InvariantCulture));
        await foreach (var order in orders) await Console.Out.WriteLineAsync(JsonSerializer.Serialize(await loads.RunAsync(order)));
        await host.StopAsync();
        return 0;
    }
}
