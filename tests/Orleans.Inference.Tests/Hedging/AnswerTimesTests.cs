using Orleans.Inference.Hedging;

namespace Orleans.Inference.Tests.Hedging;

public sealed class AnswerTimesTests
{
    private readonly AnswerTimes _times = new();

    [Fact]
    public void Nothing_is_late_before_enough_is_known()
    {
        for (var i = 0; i < 19; i++) _times.Add(TimeSpan.FromMilliseconds(10));

        Assert.Null(_times.P95);
    }

    [Fact]
    public void Ninety_five_of_a_hundred_answers_come_within_the_time()
    {
        for (var i = 0; i < 1000; i++) _times.Add(TimeSpan.FromMilliseconds(1 + i % 100));

        // A bucket is 9 % wide, and the upper end counts.
        Assert.InRange(_times.P95!.Value.TotalMilliseconds, 94, 95 * 1.1);
    }

    [Fact]
    public void A_model_that_became_slower_is_followed()
    {
        for (var i = 0; i < 5000; i++) _times.Add(TimeSpan.FromMilliseconds(1));
        for (var i = 0; i < 5000; i++) _times.Add(TimeSpan.FromMilliseconds(50));

        Assert.InRange(_times.P95!.Value.TotalMilliseconds, 49, 55);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3600 * 24)]
    public void Times_out_of_all_proportion_are_taken_too(int seconds)
    {
        for (var i = 0; i < 100; i++) _times.Add(TimeSpan.FromSeconds(seconds));

        Assert.NotNull(_times.P95);
    }
}
