using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Models;

namespace Orleans.Inference.Tests.Models;

public sealed class WarmUpTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void The_first_run_is_not_measured()
    {
        var runTimes = new Queue<int>([10_000, 10, 10, 10, 10, 10]);

        var meter = Run(FakeSession.Of("Float32[batch,4]", input => Take(input, runTimes.Dequeue())));

        Assert.Equal(100, meter.RowsPerSecond, precision: 3);
        Assert.Empty(runTimes);
    }

    [Fact]
    public void A_slow_model_is_not_run_more_often_than_it_takes_to_know_its_speed()
    {
        var session = FakeSession.Of("Float32[batch,4]", input => Take(input, 150));

        Assert.Equal(1 / 0.15, Run(session).RowsPerSecond, precision: 3);
        Assert.Equal(3, session.Runs.Count);
    }

    [Fact]
    public void A_model_whose_first_dimension_is_fixed_runs_one_row_at_a_time() =>
        Assert.Equal(100, Run(FakeSession.Of("Float32[4,4]", input => Take(input, 10))).RowsPerSecond, precision: 3);

    [Fact]
    public void Made_up_inputs_have_one_row_and_eight_of_all_else_that_is_variable()
    {
        var session = new FakeSession(Specs.Of("a Float32[batch,length,3]", "b Int64[]", "c String[2,?]"), Specs.Of("y Float32[batch,length,3]"), inputs => [inputs[0]]);

        Run(session);

        Assert.All(session.Runs, run => Assert.Equal("Float32[1,8,3] Int64[] String[2,8]", run));
    }

    [Fact]
    public void Configured_shapes_take_the_place_of_made_up_ones_and_their_rows_are_counted()
    {
        var session = FakeSession.Of("Float32[batch,length]", input => Take(input, 10));

        var meter = Run(session, ("x", [3, 16]));

        Assert.All(session.Runs, run => Assert.Equal("Float32[3,16]", run));
        Assert.Equal(300, meter.RowsPerSecond, precision: 3);
    }

    [Fact]
    public void A_model_that_does_not_run_is_the_operators_to_solve_with_other_shapes()
    {
        var session = FakeSession.Of("Float32[batch,length]", _ => throw new InvalidOperationException("length must be even, at least 16"));

        var error = Assert.Throws<ModelLoadException>(() => Run(session));

        Assert.Contains("WarmUpShapes", error.Message, StringComparison.Ordinal);
        Assert.Contains("Float32[1,8]", error.Message, StringComparison.Ordinal);
        Assert.Contains("length must be even, at least 16", error.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(error.InnerException);
    }

    private SpeedMeter Run(FakeSession session, params (string Input, long[] Shape)[] shapes) => new WarmUp(
        session,
        new() { WarmUpShapes = shapes.ToImmutableDictionary(shape => shape.Input, shape => shape.Shape.ToImmutableArray()) },
        _time).Run();

    private Tensor Take(Tensor input, int milliseconds)
    {
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        return input;
    }
}
