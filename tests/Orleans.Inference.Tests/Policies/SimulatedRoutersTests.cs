namespace Orleans.Inference.Tests.Policies;

/// <summary>What comes of many decisions, by routers that know only what they were told.</summary>
public sealed class SimulatedRoutersTests
{
    [Theory]
    [InlineData(DispatchPolicies.Lottery)]
    [InlineData(DispatchPolicies.ShortestQueue)]
    public void A_worker_that_is_four_times_slower_gets_a_fifth_of_a_saturating_load(string policy)
    {
        var done = new SimulatedRouters(policy, routers: 1, delay: 0.0002, 100, 25).Saturate(callers: 32, requests: 20_000).Done;

        Assert.InRange(done[1] / (double)done.Sum(), 0.17, 0.23);
    }

    [Theory]
    [InlineData(DispatchPolicies.ShortestQueue, 40)]
    [InlineData(DispatchPolicies.PowerOfTwo, 40)]
    [InlineData(DispatchPolicies.RoundRobin, 150)]
    [InlineData(DispatchPolicies.LeastLatency, 40)]
    [InlineData(DispatchPolicies.LocalFirst, 40)]
    public void Sixteen_routers_together_stay_balanced(string policy, int longestQueue)
    {
        var routers = new SimulatedRouters(policy, routers: 16, delay: 0.0002, [.. Enumerable.Repeat(50.0, 8)]).Arrive(perSecond: 320, requests: 40_000);

        Assert.All(routers.Done, done => Assert.InRange(done, 4_250, 5_750)); // 5,000 each
        Assert.All(routers.LongestQueue, longest => Assert.InRange(longest, 1, longestQueue));
    }

    [Fact]
    public void Sixteen_routers_with_late_answers_do_not_herd()
    {
        // A request and its answer are under way for as long as it takes to run.
        var routers = new SimulatedRouters(DispatchPolicies.ShortestQueue, routers: 16, delay: 0.01, [.. Enumerable.Repeat(50.0, 8)]).Arrive(perSecond: 320, requests: 40_000);

        Assert.All(routers.Done, done => Assert.InRange(done, 4_250, 5_750));
        Assert.All(routers.LongestQueue, longest => Assert.InRange(longest, 1, 40));
    }
}
