using System.Globalization;
using System.Text.Json;
using Orleans.Inference.Cluster.Harness.Clients;
using Orleans.Inference.Cluster.Harness.Load;
using Orleans.Inference.Cluster.Harness.Stock;

namespace Orleans.Inference.Cluster.Harness.Roles;

/// <summary>
/// An Orleans client in a process of its own: puts a load on the cluster from <see cref="Started"/> until its input ends or says anything but
/// <see cref="Reconnect"/>.
/// </summary>
internal static class CallerRole
{
    public const string Name = "caller";

    /// <summary>The last argument of one that has nothing of inference.</summary>
    public const string Stock = "stock";

    /// <summary>The line that says that the load has begun; the last one is its result.</summary>
    public const string Started = "started";

    /// <summary>The line on its input that has it go on through a new Orleans client.</summary>
    public const string Reconnect = "reconnect";

    /// <summary>The line that says that it does so, and how often it has.</summary>
    public static string Reconnected(int times) => string.Create(CultureInfo.InvariantCulture, $"reconnected {times}");

    /// <param name="arguments">Redis, the cluster's id, requests per second, milliseconds that each takes, and perhaps <see cref="Stock"/>.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        await using var caller = arguments is [.., Stock]
            ? new ConnectedCaller(() => ExternalClient.ConnectStockAsync(arguments[0], arguments[1]), client => new StockCaller(client.Grains))
            : new ConnectedCaller(() => ExternalClient.ConnectAsync(arguments[0], arguments[1]), client => new ExternalCaller(client.Inference));
        await caller.ConnectAsync();
        var rate = double.Parse(arguments[2], CultureInfo.InvariantCulture);
        var work = TimeSpan.FromMilliseconds(int.Parse(arguments[3], CultureInfo.InvariantCulture));
        using var load = OpenLoad.Start(rate, work, caller);
        await Console.Out.WriteLineAsync(Started);
        for (var times = 1; await Console.In.ReadLineAsync() == Reconnect; times++)
        {
            await caller.ConnectAsync();
            await Console.Out.WriteLineAsync(Reconnected(times));
        }

        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(await load.StopAsync()));
        return 0;
    }
}
