using Orleans.Inference.Models;
using static Orleans.Inference.Tests.Scheduling.SchedulerHarness;

namespace Orleans.Inference.Tests.Scheduling;

public sealed class SchedulingOrderTests
{
    [Fact]
    public async Task A_request_that_finds_a_lane_free_runs_at_once()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add();

        var response = await Soon(harness.Enqueue(model, [7]));

        Assert.Equal([7, 7], response["y"].ToArray<byte>());
        Assert.Equal(("m", "1", harness.Worker), (response.Model, response.Version, response.Worker));
        Assert.Equal(TimeSpan.Zero, response.QueueTime);
        Assert.Single(session.Runs);
    }

    [Fact]
    public async Task While_the_device_is_busy_requests_gather_and_then_go_as_one_batch()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add();
        var running = await harness.OccupyAsync(model);

        Task<InferenceResponse>[] gathered = [harness.Enqueue(model, [1]), harness.Enqueue(model, [2, 3]), harness.Enqueue(model, [4])];
        Assert.Equal(4, harness.Scheduler.QueueLength);
        session.LetAllGo();

        Assert.Equal([0], await RowsOf(running));
        Assert.Equal([1], await RowsOf(gathered[0]));
        Assert.Equal([2, 3], await RowsOf(gathered[1]));
        Assert.Equal([4], await RowsOf(gathered[2]));
        Assert.Equal([[0], [1, 2, 3, 4]], session.Runs);
    }

    [Fact]
    public async Task The_time_in_the_queue_and_of_the_run_are_told_apart()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add();
        var running = await harness.OccupyAsync(model);
        var waiting = harness.Enqueue(model, [1]);

        harness.Time.Advance(TimeSpan.FromSeconds(3));
        session.LetGo(1);
        await Soon(running);
        await Soon(session.Began.WaitAsync(TestContext.Current.CancellationToken));
        harness.Time.Advance(TimeSpan.FromSeconds(5));
        session.LetGo(1);

        var response = await Soon(waiting);
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5)), (response.QueueTime, response.ExecutionTime));
    }

    [Fact]
    public async Task A_higher_priority_goes_first_and_equals_go_as_they_came()
    {
        await using var harness = new SchedulerHarness();
        var (model, session) = harness.Add(maxBatchSize: 1);
        await harness.OccupyAsync(model);

        Task[] waiting =
        [
            harness.Enqueue(model, [1], InferencePriority.Bulk),
            harness.Enqueue(model, [2]),
            harness.Enqueue(model, [3], InferencePriority.Interactive),
            harness.Enqueue(model, [4], InferencePriority.System),
            harness.Enqueue(model, [5]),
        ];
        session.LetAllGo();
        await Soon(Task.WhenAll(waiting));

        Assert.Equal([[0], [4], [3], [2], [5], [1]], session.Runs);
    }

    [Fact]
    public async Task Of_several_models_the_one_whose_first_request_waited_longest_goes_first()
    {
        await using var harness = new SchedulerHarness();
        var busy = harness.Add("busy");
        // All share one list of runs, and whichever was added first must not matter.
        var order = new List<byte>();
        var (first, second, third) = (Recording("c", order), Recording("a", order), Recording("b", order));
        await harness.OccupyAsync(busy.Model);

        Task[] waiting = [Wait(second, 2), Wait(third, 3), Wait(first, 1), Wait(second, 4)];
        busy.Session.LetAllGo();
        await Soon(Task.WhenAll(waiting));

        Assert.Equal([2, 4, 3, 1], order); // 4 goes with 2, as one batch

        ServedModel Recording(string name, List<byte> runs)
        {
            var (model, session) = harness.Add(name);
            session.OnRun = input =>
            {
                runs.AddRange(Enumerable.Range(0, (int)input.Shape[0]).Select(row => input.Slice(row, 1).Bytes.Span[0]));
                return Tensor.Create(input.AsSpan<byte>(), input.Shape);
            };
            return model;
        }

        Task Wait(ServedModel model, byte row)
        {
            harness.Time.Advance(TimeSpan.FromMilliseconds(1));
            return harness.Enqueue(model, [row]);
        }
    }

    [Fact]
    public async Task A_higher_priority_of_another_model_goes_before_who_waited_longer()
    {
        await using var harness = new SchedulerHarness();
        var (busy, waiting, urgent) = (harness.Add("busy"), harness.Add("waiting"), harness.Add("urgent"));
        await harness.OccupyAsync(busy.Model);
        waiting.Session.Hold();
        urgent.Session.Hold();
        var patient = harness.Enqueue(waiting.Model, [1]);
        harness.Time.Advance(SchedulerHarness.Limits.StarvationBound * 0.9);
        var hurried = harness.Enqueue(urgent.Model, [2], InferencePriority.Interactive);

        busy.Session.LetAllGo();
        await Soon(urgent.Session.Began.WaitAsync(TestContext.Current.CancellationToken));

        Assert.Empty(waiting.Session.Runs);
        urgent.Session.LetAllGo();
        waiting.Session.LetAllGo();
        await Soon(Task.WhenAll(patient, hurried));
    }

    [Fact]
    public async Task Every_lane_runs_something_of_its_own()
    {
        await using var harness = new SchedulerHarness(lanes: 3);
        var (model, session) = harness.Add();
        session.Hold();

        Task[] running = [harness.Enqueue(model, [1], length: 1), harness.Enqueue(model, [2], length: 2), harness.Enqueue(model, [3], length: 3)];
        for (var lane = 0; lane < 3; lane++) await Soon(session.Began.WaitAsync(TestContext.Current.CancellationToken));

        Assert.Equal(3, harness.Scheduler.QueueLength);
        session.LetAllGo();
        await Soon(Task.WhenAll(running));
    }

    [Fact]
    public async Task A_model_holds_no_more_lanes_than_it_has_instances_and_leaves_the_rest_to_others()
    {
        await using var harness = new SchedulerHarness(lanes: 2);
        var limited = harness.Add("limited", instances: 1);
        var other = harness.Add("other");
        var running = await harness.OccupyAsync(limited.Model);
        var waiting = harness.Enqueue(limited.Model, [1]);

        Assert.Equal([2], await RowsOf(harness.Enqueue(other.Model, [2]))); // a lane was free all the time
        Assert.Equal([[0]], limited.Session.Runs);
        Assert.False(waiting.IsCompleted);

        limited.Session.LetAllGo();
        await Soon(Task.WhenAll(running, waiting));
        Assert.Equal([[0], [1]], limited.Session.Runs);
    }
}
