using CsCheck;
using Orleans.Inference.Policies;

namespace Orleans.Inference.Tests.Policies;

public sealed class StickyTests
{
    private const int Keys = 5_000;

    [Fact]
    public void The_same_key_goes_to_the_same_worker_in_every_process()
    {
        var (one, other) = (new Fleet([.. Enumerable.Repeat(10.0, 13)], null), new Fleet([.. Enumerable.Repeat(99.0, 13)], null));
        var (policy, otherPolicy) = (one.Make(DispatchPolicies.Sticky), other.Make(DispatchPolicies.Sticky));

        for (var key = 0; key < Keys; key++) Assert.Equal(one.Choose(policy, $"user {key}"), other.Choose(otherPolicy, $"user {key}"));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(40)]
    public void A_worker_that_joins_takes_its_share_of_the_keys_and_moves_no_other(int workers)
    {
        var before = Assign(Enumerable.Range(0, workers));

        var after = Assign(Enumerable.Range(0, workers + 1));

        var moved = Enumerable.Range(0, Keys).Where(key => before[key] != after[key]).ToList();
        Assert.All(moved, key => Assert.Equal(workers, after[key]));
        Assert.InRange(moved.Count, 0.8 * Keys / (workers + 1), 1.2 * Keys / (workers + 1));
    }

    [Fact]
    public void The_keys_of_a_worker_that_leaves_are_spread_and_no_other_moves()
    {
        var before = Assign(Enumerable.Range(0, 8));

        var after = Assign(Enumerable.Range(0, 8).Where(number => number != 3));

        Assert.All(Enumerable.Range(0, Keys).Where(key => before[key] != after[key]), key => Assert.Equal(3, before[key]));
        Assert.Equal(7, Enumerable.Range(0, Keys).Where(key => before[key] == 3).Select(key => after[key]).Distinct().Count());
    }

    [Fact]
    public void No_worker_gets_more_than_its_share_and_a_quarter() => Gen.Select(Gen.Int[0, 30].Array[2, 30], Gen.Int[0, 100]).Sample(
        (loads, key) =>
        {
            var fleet = new Fleet([.. loads.Select(_ => 10.0)], null);
            for (var i = 0; i < loads.Length; i++) fleet.Put(i, loads[i]);

            var chosen = fleet.Choose(fleet.Make(DispatchPolicies.Sticky), $"user {key}");

            Assert.True(loads[chosen] + 1 <= Math.Ceiling(StickyPolicy.Allowance * (loads.Sum() + 1) / loads.Length));
        });

    [Fact]
    public void A_hot_key_overflows_to_the_same_second_worker()
    {
        var fleet = new Fleet(10, 10, 10, 10, 10);
        var policy = fleet.Make(DispatchPolicies.Sticky);
        var first = fleet.Choose(policy, "hot");
        fleet.Put(first, 10);

        var second = fleet.Choose(policy, "hot");

        Assert.NotEqual(first, second);
        for (var i = 0; i < 20; i++) Assert.Equal(second, fleet.Choose(policy, "hot"));
    }

    [Fact]
    public void Without_a_key_it_is_the_shortest_queue()
    {
        var fleet = new Fleet(10, 10, 10).Put(0, 2).Put(2, 1);

        Assert.Equal(1, fleet.Choose(fleet.Make(DispatchPolicies.Sticky)));
    }

    private static int[] Assign(IEnumerable<int> workers)
    {
        var fleet = new Fleet([.. Enumerable.Repeat(10.0, 64)], null);
        var policy = new StickyPolicy([.. workers.Select(number => fleet[number])]);
        return [.. Enumerable.Range(0, Keys).Select(key => fleet.Choose(policy, $"user {key}"))];
    }
}
