namespace Orleans.Inference.Tests.Policies;

public sealed class LocalFirstTests
{
    private readonly Fleet _fleet = new(
        [10, 10, 10, 10, 10],
        [Locality.Elsewhere, Locality.SameZone, Locality.SameHost, Locality.OwnSilo, Locality.Elsewhere]);

    [Fact]
    public void The_nearest_is_chosen_while_it_is_not_busy()
    {
        Assert.Equal(3, Choose());
        _fleet.Put(3, 1);
        Assert.Equal(3, Choose());
    }

    [Fact]
    public void When_the_near_ones_are_busy_those_further_off_are_chosen_step_by_step()
    {
        _fleet.Put(3, 2);
        Assert.Equal(2, Choose());
        _fleet.Put(2, 2);
        Assert.Equal(1, Choose());
        _fleet.Put(1, 2);
        Assert.Contains(Choose(), new[] { 0, 4 });
        _fleet.Put(0, 1).Put(4, 1);
        Assert.Equal(3, Choose()); // 3 there against 2 elsewhere: it is not worth the way
    }

    [Fact]
    public void A_slow_one_nearby_is_left_for_a_fast_one_when_it_has_something_to_do()
    {
        var fleet = new Fleet([1, 10], [Locality.OwnSilo, Locality.Elsewhere]);
        var policy = fleet.Make(DispatchPolicies.LocalFirst);

        Assert.Equal(0, fleet.Choose(policy));
        fleet.Put(0, 1);
        Assert.Equal(1, fleet.Choose(policy));
    }

    private int Choose() => _fleet.Choose(_fleet.Make(DispatchPolicies.LocalFirst));
}
