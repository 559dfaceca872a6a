namespace Orleans.Inference.Tests.Policies;

public sealed class PowerOfTwoTests
{
    [Fact]
    public void The_worst_of_all_is_never_chosen()
    {
        var fleet = new Fleet(10, 10, 10).Put(1, 9);

        Assert.Equal(0, fleet.Count(fleet.Make(DispatchPolicies.PowerOfTwo), 5000)[1]);
    }

    [Fact]
    public void Each_pair_is_as_likely_as_another()
    {
        var fleet = new Fleet(10, 10, 10, 10).Put(0, 0).Put(1, 1).Put(2, 2).Put(3, 3);

        var counts = fleet.Count(fleet.Make(DispatchPolicies.PowerOfTwo), 30_000);

        // Of the six pairs the idle one is in three, the next is the better one of two, the third of one.
        Assert.InRange(counts[0], 14_400, 15_600);
        Assert.InRange(counts[1], 9_500, 10_500);
        Assert.InRange(counts[2], 4_600, 5_400);
        Assert.Equal(0, counts[3]);
    }
}
