namespace Orleans.Inference.Tests.Pipelines;

public sealed class FaultTests
{
    private readonly StepBackend _backend = new StepBackend().With("double", x => 2 * x).With("increment", x => x + 1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_step_that_fails_is_named_with_the_pipeline()
    {
        _backend.With("increment", x => x > 100 ? throw new InvalidOperationException("too much") : x + 1);
        await using var cluster = await StartAsync();

        var failed = await Assert.ThrowsAsync<ExecutionFailedException>(() => cluster.AskAsync("odd", 51));

        Assert.Equal("odd", failed.Model);
        Assert.Contains("'odd'", failed.Message, StringComparison.Ordinal);
        Assert.Contains("step 2 'increment'", failed.Message, StringComparison.Ordinal);
        Assert.Contains("too much", failed.Message, StringComparison.Ordinal);
        Assert.Equal([3], await cluster.AskAsync("odd", 1));
    }

    [Fact]
    public async Task Inputs_of_the_pipeline_are_checked_before_a_step_runs()
    {
        await using var cluster = await StartAsync();
        _backend.Forget();

        var invalid = await Assert.ThrowsAsync<InvalidInputException>(() => cluster.Client.InferAsync("odd", Tensor.Create(new float[] { 1 }, [1]), Cancel));

        Assert.Equal(("input 'x'", "Int64[batch]", "Float32[1]"), (invalid.Subject, invalid.Expected, invalid.Given));
        Assert.Empty(_backend.RunsOf("double"));
    }

    [Fact]
    public async Task A_tensor_that_does_not_fit_the_next_step_is_named_with_both()
    {
        _backend.With("widen", ["x Int64[batch]"], ["y Int64[batch,?]"], inputs => [Tensor.Create(new long[inputs[0].Shape[0] * 3], [inputs[0].Shape[0], 3])]);
        _backend.With("pair", ["x Int64[batch,2]"], ["y Int64[batch,2]"], inputs => [inputs[0]]);
        await using var cluster = await PipelineCluster.StartAsync(_backend, repository => repository.WithSteps("widen", "pair").WithPipeline(
            "p", """{ "Model": "widen", "Outputs": { "y": "wide" } }, { "Model": "pair", "Inputs": { "x": "wide" } }"""));

        var invalid = await Assert.ThrowsAsync<InvalidInputException>(() => cluster.AskAsync("p", 1));

        Assert.Equal(("input 'x' of step 2 'pair' of the pipeline 'p'", "Int64[batch,2]"), (invalid.Subject, invalid.Expected));
        Assert.Contains("Int64[1,3]", invalid.Given, StringComparison.Ordinal);
        Assert.Contains("'wide' of step 1 'widen'", invalid.Given, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_whose_model_is_unloaded_is_named_until_it_is_loaded_again()
    {
        await using var cluster = await StartAsync();

        await cluster.Client.UnloadModelAsync("increment", cancellationToken: Cancel);
        var none = await Assert.ThrowsAsync<NoWorkerException>(() => cluster.AskAsync("odd", 1));
        Assert.Equal("odd", none.Model);
        Assert.Contains("step 2 'increment'", none.Reason, StringComparison.Ordinal);

        await cluster.Client.LoadModelAsync("increment", cancellationToken: Cancel);
        Assert.Equal([3], await cluster.AskAsync("odd", 1));
    }

    [Fact]
    public async Task A_step_on_its_way_out_answers_what_it_has_and_takes_nothing_new()
    {
        await using var cluster = await StartAsync();
        using SemaphoreSlim gate = new(0);
        _backend.Forget();
        _backend.Running = _ => gate.Wait();
        var answer = cluster.AskAsync("odd", 1);
        await Tests.Cluster.InferenceCluster.Until(() => _backend.RunsOf("double").Count == 1);

        var unload = cluster.Client.UnloadModelAsync("double", cancellationToken: Cancel);
        await Tests.Cluster.InferenceCluster.Until(() => cluster.Device.ServedModels.Any(model => model is { Key.Name: "double", IsRetired: true }));
        var none = await Assert.ThrowsAsync<NoWorkerException>(() => cluster.AskAsync("odd", 2));
        Assert.Contains("step 1 'double'", none.Reason, StringComparison.Ordinal);

        gate.Release(100);
        Assert.Equal([3], await answer);
        Assert.True(Assert.Single(await unload).Succeeded);
    }

    [Fact]
    public async Task A_step_that_is_loaded_anew_with_other_inputs_is_named_until_the_pipeline_is_loaded_anew()
    {
        await using var cluster = await StartAsync();
        _backend.With("increment", ["x Float32[batch]"], ["y Int64[batch]"], inputs => [Tensor.Create(Array.ConvertAll(inputs[0].ToArray<float>(), value => (long)value + 1), inputs[0].Shape)]);

        await cluster.Client.LoadModelAsync("increment", new() { Reload = true }, cancellationToken: Cancel);
        var invalid = await Assert.ThrowsAsync<InvalidInputException>(() => cluster.AskAsync("odd", 1));
        Assert.Contains("step 2 'increment' of the pipeline 'odd'", invalid.Message, StringComparison.Ordinal);
        Assert.Contains("step 1 'double'", invalid.Message, StringComparison.Ordinal);

        var outcome = Assert.Single(await cluster.Client.LoadModelAsync("odd", new() { Reload = true }, cancellationToken: Cancel));
        Assert.Contains("step 2 'increment' takes the tensor 'doubled' as its input 'x', which is Float32[batch]", outcome.Reason, StringComparison.Ordinal);
        Assert.Contains("step 1 'double' makes it as its output 'y', which is Int64[batch]", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_deadline_ends_the_steps()
    {
        await using var cluster = await StartAsync();
        using SemaphoreSlim gate = new(0);
        _backend.Forget();
        _backend.Running = _ => gate.Wait();

        await Assert.ThrowsAsync<DeadlineExceededException>(() => cluster.Client.InferAsync(PipelineCluster.Request("odd", [], TimeSpan.FromMilliseconds(200), 1), Cancel));

        await cluster.UntilNothingRunsAsync("odd");
        gate.Release(100);
        await Tests.Cluster.InferenceCluster.Until(() => cluster.Device.Scheduler.QueueLength == 0);
        Assert.Empty(_backend.RunsOf("increment"));
    }

    [Fact]
    public async Task A_caller_that_gives_up_ends_the_steps()
    {
        await using var cluster = await StartAsync();
        using SemaphoreSlim gate = new(0);
        using CancellationTokenSource caller = new();
        _backend.Forget();
        _backend.Running = _ => gate.Wait();
        var answer = cluster.Client.InferAsync(PipelineCluster.Request("odd", 1), caller.Token);
        await Tests.Cluster.InferenceCluster.Until(() => _backend.RunsOf("double").Count == 1);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await cluster.UntilNothingRunsAsync("odd");
        gate.Release(100);
        await Tests.Cluster.InferenceCluster.Until(() => cluster.Device.Scheduler.QueueLength == 0);
        Assert.Empty(_backend.RunsOf("increment"));
    }

    private Task<PipelineCluster> StartAsync() => PipelineCluster.StartAsync(_backend, repository => repository.WithSteps("double", "increment").WithOddPipeline());
}
