using CsCheck;

namespace Orleans.Inference.Tests.Policies;

public sealed class RoundRobinTests
{
    [Fact]
    public void Each_has_its_turn_before_anyone_has_the_next()
    {
        var fleet = new Fleet(10, 10, 10, 10, 10);
        var policy = fleet.Make(DispatchPolicies.RoundRobin);

        for (var round = 0; round < 100; round++) Assert.Equal([1, 1, 1, 1, 1], fleet.Count(policy, 5));
    }

    [Fact]
    public void At_any_time_each_has_had_its_share_but_for_one_turn() => Gen.Double[1, 50].Array[2, 20].Sample(
        speeds =>
        {
            var fleet = new Fleet(speeds);
            var policy = fleet.Make(DispatchPolicies.RoundRobin);
            var counts = new int[speeds.Length];
            for (var request = 1; request <= 500; request++)
            {
                counts[fleet.Choose(policy)]++;
                for (var i = 0; i < speeds.Length; i++)
                {
                    // Its turns in the time that the fleet took, which all others' turns bound.
                    var share = request * speeds[i] / speeds.Sum();
                    Assert.InRange(counts[i], share - 2 - speeds[i] * speeds.Length / speeds.Sum(), share + 2 + speeds[i] * speeds.Length / speeds.Sum());
                }
            }
        }, iter: 20);

    [Fact]
    public void Many_threads_at_once_get_each_its_turn()
    {
        var fleet = new Fleet(10, 10, 10, 10);
        var policy = fleet.Make(DispatchPolicies.RoundRobin);
        var counts = new int[4];

        Parallel.For(0, 8_000, _ => Interlocked.Increment(ref counts[fleet.Choose(policy)]));

        Assert.All(counts, count => Assert.Equal(2_000, count));
    }
}
