namespace Orleans.Inference.Tests.Policies;

public sealed class LeastLatencyTests
{
    [Fact]
    public void The_one_that_answers_quickest_is_chosen_whatever_its_speed_is_said_to_be()
    {
        var fleet = Answered(new Fleet(1, 1000), 0.010, 0.050);

        Assert.Equal(0, fleet.Choose(fleet.Make(DispatchPolicies.LeastLatency)));
    }

    [Theory]
    [InlineData(3, 0)] // 4 × 10 ms
    [InlineData(5, 1)] // 6 × 10 ms against 50 ms
    public void What_it_has_already_counts(int onTheQuickOne, int expected)
    {
        var fleet = Answered(new Fleet(1, 1), 0.010, 0.050).Put(0, onTheQuickOne);

        Assert.Equal(expected, fleet.Choose(fleet.Make(DispatchPolicies.LeastLatency)));
    }

    [Fact]
    public void One_late_answer_counts_at_once_and_is_forgotten_by_and_by()
    {
        var fleet = Answered(new Fleet(1, 1), 0.010, 0.020);
        var policy = fleet.Make(DispatchPolicies.LeastLatency);
        fleet[0].Latency.Add(0.100, fleet.Time.GetTimestamp());
        Assert.Equal(1, fleet.Choose(policy));

        // Only the other one is asked, and answers as ever.
        for (var second = 0; second < 60; second++)
        {
            fleet.Time.Advance(TimeSpan.FromSeconds(1));
            fleet[1].Latency.Add(0.020, fleet.Time.GetTimestamp());
        }

        Assert.Equal(0, fleet.Choose(policy));
    }

    [Fact]
    public void One_that_has_not_answered_yet_is_tried_by_one_request_at_a_time()
    {
        var fleet = new Fleet(1, 1);
        fleet[0].Latency.Add(0.010, fleet.Time.GetTimestamp());
        var policy = fleet.Make(DispatchPolicies.LeastLatency);

        Assert.Equal(1, fleet.Choose(policy));
        fleet.Put(1, 1);
        Assert.Equal(0, fleet.Choose(policy));
    }

    private static Fleet Answered(Fleet fleet, params double[] seconds)
    {
        for (var i = 0; i < seconds.Length; i++) fleet[i].Latency.Add(seconds[i], fleet.Time.GetTimestamp());
        return fleet;
    }
}
