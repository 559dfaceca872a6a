using CsCheck;

namespace Orleans.Inference.Tests.Policies;

public sealed class LotteryTests
{
    private const int Requests = 20_000;

    [Fact]
    public void Shares_follow_the_speeds_and_not_the_queues() => Gen.Double[1, 100].Array[2, 40].Sample(
        speeds => AssertShares(speeds, new Fleet(speeds).Put(0, 1000)), iter: 20);

    [Fact]
    public void One_that_is_many_times_as_fast_gets_its_share() =>
        AssertShares([1000, .. Enumerable.Repeat(1.0, 200)], new Fleet([1000, .. Enumerable.Repeat(1.0, 200)], null));

    [Fact]
    public void A_speed_that_changes_is_followed()
    {
        var fleet = new Fleet(100, 10);
        var policy = fleet.Make(DispatchPolicies.Lottery);
        fleet.Count(policy, 1000);

        (fleet[0].Speed, fleet[1].Speed) = (10, 30);
        fleet.Count(policy, 1000);

        Assert.InRange(fleet.Count(policy, Requests)[1], Requests * 0.72, Requests * 0.78);
    }

    private static void AssertShares(double[] speeds, Fleet fleet)
    {
        var counts = fleet.Count(fleet.Make(DispatchPolicies.Lottery), Requests);
        for (var i = 0; i < speeds.Length; i++)
        {
            var share = speeds[i] / speeds.Sum();
            var deviation = Math.Sqrt(Requests * share * (1 - share));
            Assert.InRange(counts[i], Requests * share - 7 * deviation, Requests * share + 7 * deviation + 1);
        }
    }
}
