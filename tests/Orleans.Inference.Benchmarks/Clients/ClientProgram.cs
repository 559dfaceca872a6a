using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Inference.Benchmarks.Cluster;
using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Models;

namespace Orleans.Inference.Benchmarks.Clients;

/// <summary>
/// The client process of a benchmark: reads <see cref="LoadOrder"/>s from its standard input and answers each with a <see cref="LoadResult"/>. It ends with its
/// input, which closes when the benchmark ends, in whatever way.
/// </summary>
internal static class ClientProgram
{
    public const string Verb = "client";
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromMinutes(30);

    public static async Task<int> RunAsync(string gatewayPort)
    {
        await using var lifetime = new Timer(static _ => Environment.Exit(1), null, MaxLifetime, Timeout.InfiniteTimeSpan);
        var orders = LoadOrderReader.Start<LoadOrder>(Console.In);
        var builder = BenchmarkHost.CreateBuilder();
        builder.UseOrleansClient(client => client
            .UseLocalhostClustering(int.Parse(gatewayPort, CultureInfo.InvariantCulture))
            .AddInferenceClient());
        using var host = builder.Build();
        await host.StartAsync();
        Dictionary<string, CalledModels> repositories = [];
        await foreach (var order in orders)
        {
            var result = await RunAsync(order, host.Services, repositories);
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(result));
        }

        foreach (var models in repositories.Values) models.Dispose();
        await host.StopAsync();
        return 0;
    }

    private static Task<LoadResult> RunAsync(LoadOrder order, IServiceProvider services, Dictionary<string, CalledModels> repositories)
    {
        var loop = new ClosedLoop(CallerPlaces.Pool);
        var duration = TimeSpan.FromSeconds(order.Seconds);
        if (order.Model is null) return loop.RunAsync(order.Callers, duration, _ => new EmptyCall(services.GetRequiredService<IGrainFactory>()));
        ref var models = ref CollectionsMarshal.GetValueRefOrAddDefault(repositories, order.Repository ?? "", out _);
        var model = (models ??= new(order.Repository, threads: 1))[order.Model];
        return loop.RunAsync(order.Callers, duration, caller => model.Through(services.GetRequiredService<IInferenceClient>(), caller));
    }
}
