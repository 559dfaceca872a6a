using System.Globalization;
using System.Text.Json;
using Orleans.Inference.Cluster.Harness.Clients;
using Orleans.Inference.Cluster.Harness.Load;

namespace Orleans.Inference.Cluster.Harness.Roles;

/// <summary>An Orleans client in a process of its own: puts a load on the cluster from <see cref="Started"/> until its input says anything or ends.</summary>
internal static class CallerRole
{
    public const string Name = "caller";

    /// <summary>The line that says that the load has begun; the next one is its result.</summary>
    public const string Started = "started";

    /// <param name="arguments">Redis, the cluster's id, requests per second and milliseconds that each takes.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        await using var client = await ExternalClient.ConnectAsync(arguments[0], arguments[1]);
        var rate = double.Parse(arguments[2], CultureInfo.InvariantCulture);
        var work = TimeSpan.FromMilliseconds(int.Parse(arguments[3], CultureInfo.InvariantCulture));
        using var load = OpenLoad.Start(rate, work, new ExternalCaller(client.Inference));
        await Console.Out.WriteLineAsync(Started);
        await Console.In.ReadLineAsync();
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(await load.StopAsync()));
        return 0;
    }
}
