using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Models;

namespace Orleans.Inference.Tests.Models;

public sealed class RunTimesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RunTimes _times;

    public RunTimesTests() => _times = new(_time);

    [Fact]
    public void Of_a_model_that_never_ran_nothing_is_expected_and_all_that_waits_goes()
    {
        Assert.Equal(TimeSpan.Zero, _times.Of(7));
        Assert.Equal(7, _times.BestSize(7));
    }

    [Fact]
    public void Between_two_sizes_that_ran_time_is_linear_and_beyond_the_largest_a_row_costs_what_it_cost_there()
    {
        Learn((1, 10), (4, 16), (8, 24));

        Assert.Equal(10, Of(1), precision: 3);
        Assert.Equal(12, Of(2), precision: 3);
        Assert.Equal(20, Of(6), precision: 3);
        Assert.Equal(48, Of(16), precision: 3);
    }

    [Fact]
    public void Where_a_larger_batch_makes_rows_cheaper_all_that_waits_goes_together()
    {
        Learn((1, 10), (2, 11), (4, 13), (8, 17), (16, 25), (32, 41));

        Assert.Equal(32, _times.BestSize(32));
        Assert.Equal(21, _times.BestSize(21));
        Assert.Equal(1, _times.BestSize(1));
    }

    [Theory]
    [InlineData(1)] // brings nothing
    [InlineData(1.3)] // loses
    public void Where_it_does_not_rows_go_one_by_one(double costOfTwice)
    {
        Learn([.. Enumerable.Range(0, 6).Select(power => (1 << power, 10 * Math.Pow(2 * costOfTwice, power)))]);

        for (var waiting = 1; waiting <= 32; waiting++) Assert.Equal(1, _times.BestSize(waiting));
    }

    [Fact]
    public void The_size_is_the_one_beyond_which_rows_get_no_cheaper()
    {
        Learn((1, 10), (2, 12), (4, 16), (8, 32), (16, 64), (32, 160));

        Assert.Equal(4, _times.BestSize(32));
        Assert.Equal(3, _times.BestSize(3));
    }

    [Fact]
    public void A_size_that_never_ran_is_tried_step_by_step_for_as_long_as_steps_pay()
    {
        Learn((1, 10));
        Assert.Equal(2, _times.BestSize(32));
        Learn((2, 12));
        Assert.Equal(4, _times.BestSize(32));
        Learn((4, 24)); // four cost twice what two do
        Assert.Equal(2, _times.BestSize(32));
    }

    [Fact]
    public void A_larger_size_that_lost_once_is_tried_again_after_a_while_but_rarely()
    {
        Learn((1, 10), (2, 100));
        Assert.Equal(1, _times.BestSize(8));

        _time.Advance(TimeSpan.FromSeconds(5)); // less than a hundred times its run
        Assert.Equal(1, _times.BestSize(8));
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(2, _times.BestSize(8));

        for (var run = 0; run < 40; run++) Learn((1, 10), (2, 11));
        Assert.Equal(2, _times.BestSize(2));
    }

    [Fact]
    public void A_smaller_size_that_was_slow_for_a_while_is_tried_again_too()
    {
        Learn((1, 40), (2, 60), (4, 200)); // alone, one would take 10
        Assert.Equal(2, _times.BestSize(8));

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, _times.BestSize(8));
        Learn((1, 10), (2, 60));

        Assert.Equal(1, _times.BestSize(8));
    }

    [Fact]
    public void One_run_that_was_kept_from_the_processor_changes_little_and_many_change_all()
    {
        for (var run = 0; run < 20; run++) Learn((1, 10));
        Learn((1, 10_000));
        Assert.InRange(Of(1), 10, 12);

        for (var run = 0; run < 100; run++) Learn((1, 100));
        Assert.InRange(Of(1), 95, 105);
    }

    private double Of(long rows) => _times.Of(rows).TotalMilliseconds;

    private void Learn(params (int Rows, double Milliseconds)[] runs)
    {
        foreach (var (rows, milliseconds) in runs) _times.Add(rows, TimeSpan.FromMilliseconds(milliseconds));
    }
}
