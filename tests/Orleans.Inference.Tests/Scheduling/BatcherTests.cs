using Orleans.Inference.Models;
using Orleans.Inference.Scheduling;
using Orleans.Inference.Tests.Models;

namespace Orleans.Inference.Tests.Scheduling;

public sealed class BatcherTests
{
    private readonly Batcher _batcher = new(SchedulerHarness.Limits.MaxBulkRun, TimeProvider.System);

    [Fact]
    public void All_that_waits_goes_together_up_to_the_limit()
    {
        var model = Model(maxBatchSize: 4);
        Add(model, [1], [2], [3], [4], [5]);

        Assert.Equal([1, 2, 3, 4], Take(model));
        Assert.Equal([5], Take(model));
    }

    [Fact]
    public void The_limit_is_one_of_rows_not_of_requests()
    {
        var model = Model(maxBatchSize: 4);
        Add(model, [1, 1], [2], [3, 3], [4]);

        // The third does not fit any more, the fourth does.
        Assert.Equal([1, 2, 4], Take(model));
        Assert.Equal([3], Take(model));
    }

    [Fact]
    public void A_request_of_more_rows_than_the_limit_goes_alone()
    {
        var model = Model(maxBatchSize: 2);
        Add(model, [1, 1, 1], [2], [3, 3, 3], [4]);

        Assert.Equal([1], Take(model));
        Assert.Equal([2, 4], Take(model));
        Assert.Equal([3], Take(model));
    }

    [Fact]
    public void A_model_without_batching_gives_one_request_after_the_other()
    {
        var model = Model(maxBatchSize: 1);
        Add(model, [1], [2]);

        Assert.Equal([1], Take(model));
        Assert.Equal([2], Take(model));
    }

    [Fact]
    public void Only_what_fits_together_goes_together()
    {
        var model = Model(maxBatchSize: 8);
        model.Queue.Add(SchedulerHarness.Request(model, [1], length: 4));
        model.Queue.Add(SchedulerHarness.Request(model, [2], length: 5));
        model.Queue.Add(SchedulerHarness.Request(model, [3], length: 4, outputs: [1]));
        model.Queue.Add(SchedulerHarness.Request(model, [4], length: 4, outputs: [0, 1]));
        model.Queue.Add(SchedulerHarness.Request(model, [5, 5], length: 4));
        model.Queue.Add(SchedulerHarness.Request(model, [6], length: 5));

        Assert.Equal([1, 5], Take(model));
        Assert.Equal([2, 6], Take(model));
        Assert.Equal([3], Take(model));
        Assert.Equal([4], Take(model));
        Assert.Equal(0, model.Queue.Count);
    }

    [Fact]
    public void The_highest_priority_chooses_the_batch_and_lower_ones_fill_it()
    {
        var model = Model(maxBatchSize: 3);
        model.Queue.Add(SchedulerHarness.Request(model, [1], InferencePriority.Bulk));
        model.Queue.Add(SchedulerHarness.Request(model, [2], InferencePriority.Default));
        model.Queue.Add(SchedulerHarness.Request(model, [3], InferencePriority.System));
        model.Queue.Add(SchedulerHarness.Request(model, [4], InferencePriority.Interactive));

        Assert.Equal([3, 4, 2], Take(model));
        Assert.Equal([1], Take(model));
    }

    [Fact]
    public void A_request_whose_inputs_have_different_numbers_of_rows_is_never_run_with_others()
    {
        // Alone, the model spreads the one row over the two; together, somebody else's row would take its place.
        var session = new FakeSession(Specs.Of("a Float32[?,2]", "b Float32[?,2]"), Specs.Of("y Float32[?,2]"), inputs => [inputs[0]]);
        var model = SchedulerHarness.MakeModel(session, maxBatchSize: 8);
        PendingRequest[] requests = [TwoInputs(1, 1), TwoInputs(2, 1), TwoInputs(1, 2), TwoInputs(2, 2)];
        foreach (var request in requests) model.Queue.Add(request);

        Assert.Equal([requests[0], requests[3]], Next(model));
        Assert.Equal([requests[1]], Next(model));
        Assert.Equal([requests[2]], Next(model));

        PendingRequest TwoInputs(int rowsOfA, int rowsOfB) => new(
            new() { Model = "m", Inputs = [] },
            model,
            [Tensor.Create(new float[rowsOfA * 2], [rowsOfA, 2]), Tensor.Create(new float[rowsOfB * 2], [rowsOfB, 2])],
            [0],
            new(TimeSpan.FromHours(1)));
    }

    private static ServedModel Model(int maxBatchSize) => SchedulerHarness.MakeModel(new EchoSession(), maxBatchSize: maxBatchSize);

    private static void Add(ServedModel model, params byte[][] requests)
    {
        foreach (var rows in requests) model.Queue.Add(SchedulerHarness.Request(model, rows));
    }

    private List<PendingRequest> Next(ServedModel model) => _batcher.Take(model.Queue.Head!, now: 0);

    /// <summary>The next batch's requests, by the first byte of their first rows.</summary>
    private byte[] Take(ServedModel model) => [.. Next(model).Select(request => request.Inputs[0].Bytes.Span[0])];
}
