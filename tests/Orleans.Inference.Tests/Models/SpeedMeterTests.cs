using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Models;

namespace Orleans.Inference.Tests.Models;

public sealed class SpeedMeterTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider _time = new();
    private readonly SpeedMeter _meter;

    public SpeedMeterTests() => _meter = new(_time);

    [Fact]
    public void What_never_ran_has_no_speed()
    {
        Assert.Equal(0, _meter.RowsPerSecond);
        Assert.Equal(TimeSpan.Zero, _meter.RunTime);
    }

    [Fact]
    public void The_speed_is_rows_over_busy_time()
    {
        _meter.Add(10, Second * 2);

        Assert.Equal(5, _meter.RowsPerSecond, precision: 9);
        Assert.Equal(Second * 2, _meter.RunTime);
    }

    [Fact]
    public void A_run_counts_by_its_length_and_the_last_ones_count_most()
    {
        _meter.Add(10, Second);
        _meter.Add(100, Second * 4);

        Assert.Equal((9 + 100) / (0.9 + 4), _meter.RowsPerSecond, precision: 9);
        Assert.Equal((0.9 + 4) / 1.9, _meter.RunTime.TotalSeconds, precision: 6);
    }

    [Fact]
    public void A_model_that_became_faster_is_seen_as_faster_soon()
    {
        for (var i = 0; i < 100; i++) _meter.Add(1, Second);
        for (var i = 0; i < 100; i++) _meter.Add(1, Second / 10);

        Assert.Equal(10, _meter.RowsPerSecond, tolerance: 0.1);
        Assert.Equal(0.1, _meter.RunTime.TotalSeconds, tolerance: 0.001);
    }

    [Fact]
    public void A_clock_that_stands_still_makes_no_infinite_speed()
    {
        _meter.Add(1, TimeSpan.Zero);

        Assert.True(double.IsFinite(_meter.RowsPerSecond));
        Assert.True(_meter.RowsPerSecond > 0);
    }

    [Fact]
    public void A_worker_that_was_slow_for_a_moment_is_expected_to_be_fast_again_when_nothing_ran_for_a_while()
    {
        for (var i = 0; i < 100; i++) _meter.Add(1, Second / 100);
        _meter.Add(1, Second * 2);

        Assert.Equal(_meter.RowsPerSecond, _meter.ExpectedRowsPerSecond, tolerance: 0.1);
        Assert.InRange(_meter.RowsPerSecond, 4, 6);
        _time.Advance(Second);
        Assert.InRange(_meter.ExpectedRowsPerSecond, 20, 25); // a twentieth became the square root of it
        _time.Advance(Second * 4);
        Assert.InRange(_meter.ExpectedRowsPerSecond, 85, 100);
        Assert.InRange(_meter.RowsPerSecond, 4, 6);
    }

    [Fact]
    public void A_worker_that_is_slow_by_nature_stays_so()
    {
        _meter.Add(100, Second);
        for (var i = 0; i < 1000; i++) _meter.Add(1, Second);
        _time.Advance(Second * 60);

        Assert.Equal(1, _meter.ExpectedRowsPerSecond, tolerance: 0.01);
    }

    [Fact]
    public void A_models_speed_is_that_of_all_its_lanes_unless_it_is_configured()
    {
        var metadata = new ModelMetadata { Name = "m", Version = "1", Platform = "", Inputs = [], Outputs = [] };
        _meter.Add(10, Second);

        Assert.Equal(30, new ServedModel(metadata, null!, instances: 3, _meter, configuredSpeed: null).Speed, precision: 9);
        Assert.Equal(7, new ServedModel(metadata, null!, instances: 3, _meter, configuredSpeed: 7).Speed);
    }
}
