namespace Orleans.Inference.Tests.Pipelines;

public sealed class RunningTests
{
    private readonly StepBackend _backend = new StepBackend().With("double", x => 2 * x).With("increment", x => x + 1).With("square", x => x * x);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_steps_answer_as_one_model()
    {
        await using var cluster = await PipelineCluster.StartAsync(_backend, repository => repository.WithSteps("double", "increment").WithOddPipeline());

        var response = await cluster.InferAsync("odd", 1, 20);

        Assert.Equal(("odd", "1"), (response.Model, response.Version));
        Assert.Equal([3, 41], response.Get<long>("odd"));
        Assert.True(response.ExecutionTime > TimeSpan.Zero);
        Assert.Equal("cpu", response.Worker.Device);
        var metadata = await cluster.Client.GetModelAsync("odd", cancellationToken: Cancel);
        Assert.Equal("pipeline", metadata.Platform);
        Assert.Equal(("x", "Int64[batch]"), (metadata.Inputs[0].Name, metadata.Inputs[0].ToString()));
        Assert.Equal("odd", Assert.Single(metadata.Outputs).Name);
    }

    [Fact]
    public async Task Three_steps_run_in_the_order_of_their_tensors_whatever_the_order_of_the_file()
    {
        await using var cluster = await PipelineCluster.StartAsync(_backend, repository => repository.WithSteps("double", "increment", "square").WithPipeline(
            "p",
            """
            { "Model": "square", "Inputs": { "x": "odd" }, "Outputs": { "y": "answer" } },
            { "Model": "increment", "Inputs": { "x": "doubled" }, "Outputs": { "y": "odd" } },
            { "Model": "double", "Version": "1", "Inputs": { "x": "number" }, "Outputs": { "y": "doubled" } }
            """));

        Assert.Equal([49], await cluster.AskAsync("p", 3));
    }

    [Fact]
    public async Task Only_what_is_asked_for_is_run()
    {
        _backend.With("detect", ["image Int64[batch]"], ["boxes Int64[batch]", "scores Int64[batch]"], inputs => [inputs[0], inputs[0]]);
        await using var cluster = await PipelineCluster.StartAsync(_backend, repository => repository.WithSteps("detect", "double", "square").WithPipeline(
            "p",
            """
            { "Model": "detect" },
            { "Model": "double", "Inputs": { "x": "boxes" }, "Outputs": { "y": "classes" } },
            { "Model": "square", "Inputs": { "x": "boxes" }, "Outputs": { "y": "texts" } }
            """,
            """ "Outputs": ["texts", "classes", "scores"] """));
        _backend.Forget();

        var one = await cluster.Client.InferAsync(PipelineCluster.Request("p", ["texts"], null, 5), Cancel);
        Assert.Equal([25], one.Get<long>());
        Assert.Empty(_backend.RunsOf("double"));
        Assert.Equal(1, _backend.LastOutputsOf("detect"));

        var all = await cluster.InferAsync("p", 5);
        Assert.Equal(["texts", "classes", "scores"], all.Outputs.Select(output => output.Name));
        Assert.Equal([10], all.Get<long>("classes"));
        Assert.Equal(2, _backend.LastOutputsOf("detect"));
    }

    [Fact]
    public async Task A_pipeline_is_a_step_of_another_one()
    {
        await using var cluster = await PipelineCluster.StartAsync(_backend, repository => repository.WithSteps("double", "increment", "square").WithOddPipeline().WithPipeline(
            "a", """{ "Model": "odd", "Outputs": { "odd": "inner" } }, { "Model": "square", "Inputs": { "x": "inner" } }"""));

        Assert.Equal([81], await cluster.AskAsync("a", 4));
    }

    [Fact]
    public async Task Requests_of_a_pipeline_are_batched_at_its_steps()
    {
        await using var cluster = await PipelineCluster.StartAsync(_backend, repository => repository.WithSteps("double", "increment").WithOddPipeline()
            .With("double/model.json", """{ "Backend": "steps", "MaxBatchSize": 8, "PreferredBatchSizes": [6] }"""));
        using SemaphoreSlim gate = new(0);
        _backend.Running = model => gate.Wait();
        _backend.Forget();

        var first = cluster.AskAsync("odd", 0);
        await Tests.Cluster.InferenceCluster.Until(() => _backend.RunsOf("double").Count == 1);
        var others = Enumerable.Range(1, 6).Select(number => cluster.AskAsync("odd", number)).ToList();
        await Tests.Cluster.InferenceCluster.Until(() => cluster.Device.Scheduler.QueueLength == 7);
        gate.Release(100);

        Assert.Equal([1], await first);
        for (var i = 0; i < others.Count; i++) Assert.Equal([2 * (i + 1) + 1], await others[i]);
        Assert.Equal(["Int64[1]", "Int64[6]"], _backend.RunsOf("double"));
    }

    [Fact]
    public async Task A_step_is_swapped_without_a_failure_while_requests_run()
    {
        await using var cluster = await PipelineCluster.StartAsync(_backend, repository => repository.WithSteps("double", "increment").WithOddPipeline());
        using CancellationTokenSource done = new();
        var callers = Enumerable.Range(0, 4).Select(async caller =>
        {
            var asked = 0;
            for (; !done.IsCancellationRequested; asked++) Assert.Equal([2 * asked + 1], await cluster.AskAsync("odd", asked));
            return asked;
        }).ToList();

        for (var i = 0; i < 5; i++) Assert.True(Assert.Single(await cluster.Client.LoadModelAsync(i % 2 == 0 ? "increment" : "double", new() { Reload = true }, cancellationToken: Cancel)).Succeeded);
        Assert.True(Assert.Single(await cluster.Client.LoadModelAsync("odd", new() { Reload = true }, cancellationToken: Cancel)).Succeeded);
        await done.CancelAsync();

        Assert.All(await Task.WhenAll(callers), asked => Assert.True(asked > 0));
    }
}
