using System.Collections.Immutable;
using Orleans.Inference.Models;
using Orleans.Inference.Tests.Models;
using static Orleans.Inference.Tests.Scheduling.SchedulerHarness;

namespace Orleans.Inference.Tests.Scheduling;

public sealed class SchedulingFailureTests
{
    [Fact]
    public async Task Of_a_batch_that_fails_only_the_guilty_request_gets_the_error()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add();
        session.OnRun = input => input.Bytes.Span.Contains((byte)66) ? throw new InvalidOperationException("66 is not allowed") : Tensor.Create(input.AsSpan<byte>(), input.Shape);
        var running = await harness.OccupyAsync(model);

        var (before, guilty, after) = (harness.Enqueue(model, [1]), harness.Enqueue(model, [66]), harness.Enqueue(model, [2]));
        session.LetAllGo();

        Assert.Equal([0], await RowsOf(running));
        Assert.Equal([1], await RowsOf(before));
        Assert.Equal([2], await RowsOf(after));
        var error = await Assert.ThrowsAsync<ExecutionFailedException>(() => Soon(guilty));
        Assert.Equal(("m", "66 is not allowed"), (error.Model, error.Reason));
        Assert.Equal([[0], [1, 66, 2], [1], [66], [2]], session.Runs);
        Assert.Equal(0, harness.Scheduler.QueueLength);
    }

    [Fact]
    public async Task A_model_that_fails_does_not_take_the_lane_with_it()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add();
        session.OnRun = _ => throw new InvalidOperationException("no");
        await Assert.ThrowsAsync<ExecutionFailedException>(() => Soon(harness.Enqueue(model, [1])));

        session.OnRun = null;

        Assert.Equal([2], await RowsOf(harness.Enqueue(model, [2])));
    }

    [Fact]
    public async Task A_model_that_fails_in_place_does_not_take_the_lane_with_it()
    {
        await using var harness = new SchedulerHarness(shortRuns: new(Brief: TimeSpan.FromMilliseconds(1), Short: TimeSpan.FromMilliseconds(1)));
        var meter = new SpeedMeter(TimeProvider.System);
        meter.Add(1, TimeSpan.FromMicroseconds(1));
        var (model, session) = harness.Add(meter: meter);
        session.OnRun = _ => throw new InvalidOperationException("no");
        await Assert.ThrowsAsync<ExecutionFailedException>(() => harness.Enqueue(model, [1]));

        session.OnRun = null;

        Assert.Equal([2], await RowsOf(harness.Enqueue(model, [2])));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_batch_that_gives_another_number_of_rows_is_run_again_one_by_one(int rowsGiven)
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add();
        session.OnRun = input => input.Shape[0] == 1 ? Tensor.Create(input.AsSpan<byte>(), input.Shape) : Tensor.Create(new byte[rowsGiven * 2], [rowsGiven, 2]);
        await harness.OccupyAsync(model);

        Task<InferenceResponse>[] waiting = [harness.Enqueue(model, [1]), harness.Enqueue(model, [2]), harness.Enqueue(model, [3])];
        session.LetAllGo();

        for (var i = 0; i < waiting.Length; i++) Assert.Equal([(byte)(i + 1)], await RowsOf(waiting[i]));
        Assert.Equal([[0], [1, 2, 3], [1], [2], [3]], session.Runs);
    }

    [Fact]
    public async Task A_backend_that_gives_another_number_of_outputs_has_failed()
    {
        await using var harness = new SchedulerHarness();
        var model = Add(harness, new GivesNothing());

        var error = await Assert.ThrowsAsync<ExecutionFailedException>(() => Soon(harness.Enqueue(Request(model, [1]), CancellationToken.None)));

        Assert.Contains("1 outputs were asked for, 0 were given", error.Reason, StringComparison.Ordinal);
        Assert.Equal(0, harness.Scheduler.QueueLength);
    }

    [Fact]
    public async Task A_scalar_where_rows_were_due_is_run_again_one_by_one()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add();
        session.OnRun = input => input.Shape[0] == 1 ? Tensor.Create(input.AsSpan<byte>(), input.Shape) : Tensor.Create(new byte[1], []);
        await harness.OccupyAsync(model);

        Task<InferenceResponse>[] waiting = [harness.Enqueue(model, [1]), harness.Enqueue(model, [2])];
        session.LetAllGo();

        Assert.Equal([1], await RowsOf(waiting[0]));
        Assert.Equal([2], await RowsOf(waiting[1]));
    }

    [Fact]
    public async Task Outputs_are_named_as_the_model_names_them_and_come_as_asked_for()
    {
        await using var harness = new SchedulerHarness();
        var (model, _) = harness.Add();

        var response = await Soon(harness.Enqueue(Request(model, [1], outputs: [1, 0]), CancellationToken.None));

        Assert.Equal(["z", "y"], response.Outputs.Select(output => output.Name));
    }

    private static ServedModel Add(SchedulerHarness harness, IModelSession session)
    {
        var model = MakeModel(session);
        harness.Scheduler.Add(model);
        return model;
    }

    private sealed class GivesNothing : IModelSession
    {
        public string Platform => "";

        public ImmutableArray<TensorSpec> Inputs { get; } = Specs.Of("x UInt8[batch,length]");

        public ImmutableArray<TensorSpec> Outputs { get; } = Specs.Of("y UInt8[batch,length]");

        public ImmutableArray<string> ExecutionProviders => [];

        public Tensor[] Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> outputs, CancellationToken cancellationToken) => [];

        public void Dispose()
        {
        }
    }
}
