namespace Orleans.Inference.Tests.Policies;

public sealed class ShortestQueueTests
{
    [Fact]
    public void The_shortest_queue_is_chosen()
    {
        var fleet = new Fleet(1, 1, 1).Put(0, 3).Put(1, 1).Put(2, 2);

        Assert.Equal(1, fleet.Choose(fleet.Make(DispatchPolicies.ShortestQueue)));
    }

    [Theory]
    [InlineData(0, 0)] // idle both: the fast one
    [InlineData(2, 0)] // 3 at 100/s are done before 1 at 10/s
    [InlineData(8, 0)]
    [InlineData(10, 1)] // 11 at 100/s take longer than 1 at 10/s
    public void A_queue_counts_by_the_time_it_takes(int onTheFastOne, int expected)
    {
        var fleet = new Fleet(100, 10).Put(0, onTheFastOne);

        Assert.Equal(expected, fleet.Choose(fleet.Make(DispatchPolicies.ShortestQueue)));
    }

    [Fact]
    public void A_worker_of_unknown_speed_is_tried_by_one_request_at_a_time()
    {
        Assert.Equal(1, Choose(new Fleet(10, 0)));
        Assert.Equal(0, Choose(new Fleet(10, 0).Put(0, 5).Put(1, 1)));
        Assert.InRange(Choose(new Fleet(0, 0).Put(0, 1).Put(1, 1)), 0, 1);

        static int Choose(Fleet fleet) => fleet.Choose(fleet.Make(DispatchPolicies.ShortestQueue));
    }

    [Fact]
    public void Ties_are_broken_at_random_and_evenly()
    {
        const int Rounds = 40_000;
        var fleet = new Fleet(10, 10, 10, 10, 10).Put(0, 1).Put(1, 1).Put(2, 9).Put(3, 1).Put(4, 1);

        var counts = fleet.Count(fleet.Make(DispatchPolicies.ShortestQueue), Rounds);

        Assert.Equal(0, counts[2]);
        var expected = Rounds / 4.0;
        var chiSquare = counts.Where((_, index) => index != 2).Sum(count => (count - expected) * (count - expected) / expected);
        Assert.InRange(chiSquare, 0, 40); // 3 degrees of freedom: passed by chance once in 10^8 runs
    }

    [Fact]
    public void Requests_sent_one_after_the_other_spread_by_speed()
    {
        var fleet = new Fleet(30, 10);
        var policy = fleet.Make(DispatchPolicies.ShortestQueue);

        for (var i = 0; i < 400; i++) policy.Choose(fleet.Context()).Load.Sent();

        Assert.InRange(fleet[0].InFlight, 298, 302);
    }

    [Fact]
    public void Of_a_thousand_workers_an_idle_one_is_found()
    {
        var fleet = new Fleet([.. Enumerable.Repeat(10.0, 1000)], null);
        for (var number = 0; number < 1000; number += 2) fleet.Put(number, 4);
        var policy = fleet.Make(DispatchPolicies.ShortestQueue);

        for (var i = 0; i < 300; i++) Assert.Equal(1, fleet.Choose(policy) % 2);
    }
}
