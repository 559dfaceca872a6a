namespace Orleans.Inference.Tests.Policies;

public sealed class PowerOfTwoTests
{
    [Fact]
    public void A_long_queue_is_chosen_only_where_it_is_drawn_twice()
    {
        var fleet = new Fleet(10, 10, 10).Put(1, 9);

        // Two draws of four or more that are all the same: once in 81.
        Assert.InRange(fleet.Count(fleet.Make(DispatchPolicies.PowerOfTwo), 10_000)[1], 0, 250);
    }

    [Fact]
    public void Slow_workers_are_drawn_as_seldom_as_they_are_slow()
    {
        var fleet = new Fleet(100, 100, 10, 10);

        var counts = fleet.Count(fleet.Make(DispatchPolicies.PowerOfTwo), 30_000);

        // All are idle, so only a pair of slow ones sends anything there: 1 in 110.
        Assert.InRange(counts[2] + counts[3], 100, 600);
    }

    [Fact]
    public void Each_pair_is_as_likely_as_another()
    {
        var fleet = new Fleet(10, 10, 10, 10).Put(0, 0).Put(1, 1).Put(2, 2).Put(3, 3);

        var counts = fleet.Count(fleet.Make(DispatchPolicies.PowerOfTwo), 30_000);

        // Of the six pairs the idle one is in three, the next is the better one of two, the third of one.
        Assert.InRange(counts[0], 14_200, 15_600);
        Assert.InRange(counts[1], 9_300, 10_500);
        Assert.InRange(counts[2], 4_500, 5_500);
        Assert.InRange(counts[3], 0, 300);
    }
}
