using BenchmarkDotNet.Attributes;

namespace Orleans.Inference.MicroBenchmarks.Policies;

/// <summary>One decision of each dispatch policy.</summary>
public class PolicyChoosing
{
    private readonly string[] _keys = [.. Enumerable.Range(0, 256).Select(user => $"user-{user}")];
    private BusyFleet _fleet = new(2);
    private IDispatchPolicy _policy = null!;
    private int _next;

    [Params(4, 64)]
    public int Workers { get; set; }

    [GlobalSetup(Target = nameof(Lottery))]
    public void SetupLottery() => Setup(DispatchPolicies.Lottery);

    [BenchmarkCategory("choose"), Benchmark(Baseline = true, Description = DispatchPolicies.Lottery)]
    public Destination Lottery() => Choose();

    [GlobalSetup(Target = nameof(RoundRobin))]
    public void SetupRoundRobin() => Setup(DispatchPolicies.RoundRobin);

    [BenchmarkCategory("choose"), Benchmark(Description = DispatchPolicies.RoundRobin)]
    public Destination RoundRobin() => Choose();

    [GlobalSetup(Target = nameof(PowerOfTwo))]
    public void SetupPowerOfTwo() => Setup(DispatchPolicies.PowerOfTwo);

    [BenchmarkCategory("choose"), Benchmark(Description = DispatchPolicies.PowerOfTwo)]
    public Destination PowerOfTwo() => Choose();

    [GlobalSetup(Target = nameof(ShortestQueue))]
    public void SetupShortestQueue() => Setup(DispatchPolicies.ShortestQueue);

    [BenchmarkCategory("choose"), Benchmark(Description = DispatchPolicies.ShortestQueue)]
    public Destination ShortestQueue() => Choose();

    [GlobalSetup(Target = nameof(LeastLatency))]
    public void SetupLeastLatency() => Setup(DispatchPolicies.LeastLatency);

    [BenchmarkCategory("choose"), Benchmark(Description = DispatchPolicies.LeastLatency)]
    public Destination LeastLatency() => Choose();

    [GlobalSetup(Target = nameof(LocalFirst))]
    public void SetupLocalFirst() => Setup(DispatchPolicies.LocalFirst);

    [BenchmarkCategory("choose"), Benchmark(Description = DispatchPolicies.LocalFirst)]
    public Destination LocalFirst() => Choose();

    [GlobalSetup(Target = nameof(Sticky))]
    public void SetupSticky() => Setup(DispatchPolicies.Sticky);

    [BenchmarkCategory("choose"), Benchmark(Description = DispatchPolicies.Sticky)]
    public Destination Sticky() => _policy.Choose(new(TimeProvider.System.GetTimestamp(), _keys[_next++ % _keys.Length]));

    private void Setup(string policy)
    {
        _fleet = new(Workers);
        _policy = _fleet.Policy(policy);
    }

    // The router reads the clock for each request whatever the policy.
    private Destination Choose() => _policy.Choose(new(TimeProvider.System.GetTimestamp()));
}
