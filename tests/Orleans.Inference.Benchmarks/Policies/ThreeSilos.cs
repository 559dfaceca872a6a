using Orleans.Inference.Benchmarks.Reporting;
using Orleans.Inference.Cluster.Harness.Clients;
using Orleans.Inference.Cluster.Harness.Clusters;
using Orleans.Inference.Cluster.Harness.Load;
using Orleans.Inference.Cluster.Harness.Processes;
using Orleans.Inference.Cluster.Harness.Scripted;

namespace Orleans.Inference.Benchmarks.Policies;

/// <summary>Three real silos, one of them four times slower than the others, called by an Orleans client with each policy in turn.</summary>
internal static class ThreeSilos
{
    private const double Slowdown = 4, Load = 0.75;
    private const int Saturating = 64;
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(20), WarmUp = TimeSpan.FromSeconds(4);
    private static readonly double Capacity = (1 + 1 + 1 / Slowdown) / Work.TotalSeconds;

    public static async Task RunAsync(TimeSpan each, TextWriter output)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var silos = await SiloCluster.StartAsync(
            redis,
            new SiloPlan { Name = "w0", Lanes = 1, IsGateway = true },
            new SiloPlan { Name = "w1", Lanes = 1 },
            new SiloPlan { Name = "slow", Lanes = 1, Slowdown = Slowdown });
        await using var client = await silos.ConnectAsync();
        await RunOpenAsync(client, DispatchPolicies.ShortestQueue, WarmUp);

        var table = new MarkdownTable(1, "policy", "requests", "failed", "p50 ms", "p99 ms", "the slow one's share", "its share when saturated");
        foreach (var policy in DispatchPolicies.All)
        {
            var open = await RunOpenAsync(client, policy, each);
            var saturated = await SaturateAsync(client, policy, each / 3, silos["slow"].ProcessId);
            TimeSpan[] waits = [.. open.Outcomes.Select(outcome => outcome.Wait).Order()];
            table.Add(
                $"`{policy}`", Figure.Of(open.Sent), Figure.Of(open.Sent - open.Answered), Figure.Of(waits[waits.Length / 2].TotalMilliseconds),
                Figure.Of(waits[waits.Length * 99 / 100].TotalMilliseconds), Share(open.Outcomes.Count(outcome => outcome.ProcessId == silos["slow"].ProcessId), open.Sent), saturated);
        }

        table.Print(output,
            $"Three real silos of one lane whose runs take {Work.TotalMilliseconds} ms, {Slowdown * Work.TotalMilliseconds} ms on the slow one (by its speed its share is 11.1 %). An Orleans client sends {Figure.Of(100 * Load)} % of what they can do, "
            + $"then {Saturating} callers saturate them:");
    }

    private static async Task<LoadResult> RunOpenAsync(ExternalClient client, string policy, TimeSpan duration)
    {
        using var load = OpenLoad.Start(Capacity * Load, Work, new PolicyCaller(client.Inference, policy));
        await load.RunAsync(duration);
        return await load.StopAsync();
    }

    private static async Task<string> SaturateAsync(ExternalClient client, string policy, TimeSpan duration, int slow)
    {
        var (all, slowly) = (0, 0);
        using var end = new CancellationTokenSource(duration);
        var caller = new PolicyCaller(client.Inference, policy);
        await Task.WhenAll(Enumerable.Range(0, Saturating).Select(async _ =>
        {
            while (!end.IsCancellationRequested)
            {
                var answer = await caller.CallAsync(new(RequestIds.Take(), Work), TimeSpan.FromSeconds(60), CancellationToken.None);
                Interlocked.Increment(ref all);
                if (answer.ProcessId == slow) Interlocked.Increment(ref slowly);
            }
        }));
        return Share(slowly, all);
    }

    private static string Share(int part, int all) => $"{Figure.Of(100.0 * part / all)} %";

    /// <summary>Calls with a policy of its own, and with a key of a thousand.</summary>
    private sealed class PolicyCaller(IInferenceClient inference, string policy) : ICaller
    {
        public string Name => policy;

        public async Task<Answer> CallAsync(ScriptedCommand command, TimeSpan timeout, CancellationToken cancellationToken)
        {
            var key = policy == DispatchPolicies.Sticky ? $"user {command.Id % 1000}" : null;
            var response = await inference.InferAsync(command.ToRequest(timeout, policy: policy, key: key), cancellationToken);
            return Answer.Of(response.Get<long>());
        }
    }
}
