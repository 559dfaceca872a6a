using Orleans.Inference.Cluster.Harness.Clients;
using Orleans.Inference.Cluster.Harness.Load;
using Orleans.Inference.Cluster.Harness.Processes;

namespace Orleans.Inference.Cluster.Tests.Setup;

/// <summary>The load under which things break: well below what the workers that are left can do.</summary>
internal static class SteadyLoad
{
    public const double Rate = 300;
    public static readonly TimeSpan Work = TimeSpan.FromMilliseconds(5);

    /// <summary>How long it runs before something breaks, and after, when nothing else is waited for.</summary>
    public static readonly TimeSpan Before = TimeSpan.FromSeconds(2), After = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan WarmUpRound = TimeSpan.FromSeconds(0.5), WarmUpLimit = TimeSpan.FromSeconds(60), WarmWait = TimeSpan.FromSeconds(0.3);

    /// <summary>Loads until waits are short: what is compiled at the first calls is no matter of these tests.</summary>
    public static Task WarmUpAsync(ExternalClient client, HttpClient http) => Patience.UntilAsync("waits are short", WarmUpLimit, async _ =>
    {
        using var load = Start(client, http);
        await load.RunAsync(WarmUpRound);
        return (await load.StopAsync()).WorstWait < WarmWait;
    });

    public static OpenLoad Start(ExternalClient client, HttpClient http) => Start(client, new HttpCaller(http));

    public static OpenLoad Start(ExternalClient client, HttpCaller http) => OpenLoad.Start(Rate, Work, new ExternalCaller(client.Inference), http);
}
