namespace Orleans.Inference.Tests.Pipelines;

public sealed class PlacesTests
{
    private readonly StepBackend _backend = new StepBackend().With("double", x => 2 * x).With("increment", x => x + 1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Steps_on_different_silos_are_one_pipeline()
    {
        await using var cluster = await PipelineCluster.StartAsync(
            _backend,
            repository => repository.WithSteps("double").WithOddPipeline(),
            repository => repository.WithSteps("increment").WithOddPipeline());
        await cluster.UntilAsync("odd", ModelState.Ready, workers: 2);

        for (var i = 0; i < 20; i++) Assert.Equal([2 * i + 1], await cluster.AskAsync("odd", i));
        Assert.Equal(1, (await cluster.UntilAsync("odd", ModelState.Ready)).StepsElsewhere);
    }

    [Fact]
    public async Task Callers_are_sent_to_the_worker_that_has_all_steps_and_to_another_one_when_it_has_not()
    {
        await using var cluster = await PipelineCluster.StartAsync(
            _backend,
            repository => repository.WithSteps("increment").WithOddPipeline(),
            repository => repository.WithSteps("double", "increment").WithOddPipeline());
        await cluster.UntilAsync("odd", ModelState.Ready, workers: 2);
        await cluster.UntilAsync("odd", ModelState.Ready, also: status => status.StepsElsewhere == 0);
        var whole = (await cluster.Dispatcher.GetClusterAsync(Cancel)).Workers.Single(worker => worker.Models.Any(model => model.Name == "double")).Worker;

        for (var i = 0; i < 10; i++) Assert.Equal(whole, (await cluster.InferAsync("odd", i)).Worker);

        await cluster.Client.UnloadModelAsync("increment", new() { Workers = [whole.ToString()] }, cancellationToken: Cancel);
        await cluster.UntilAsync("odd", ModelState.Ready, workers: 2, also: status => status.StepsElsewhere == 1);
        Assert.Equal([7], await cluster.AskAsync("odd", 3));
    }

    [Fact]
    public async Task Large_tensors_arrive_unharmed_at_steps_elsewhere()
    {
        string[] specs = ["x Float32[batch,?]"];
        _backend.With("negate", specs, ["y Float32[batch,?]"], inputs => [Tensor.Create(Array.ConvertAll(inputs[0].ToArray<float>(), value => -value), inputs[0].Shape)]);
        _backend.With("add", ["a Float32[batch,?]", "b Float32[batch,?]"], ["sum Float32[batch,?]"], inputs =>
            [Tensor.Create(inputs[0].ToArray<float>().Zip(inputs[1].ToArray<float>(), (a, b) => a + b).ToArray(), inputs[0].Shape)]);
        const string Steps = """{ "Model": "negate", "Outputs": { "y": "negated" } }, { "Model": "add", "Inputs": { "a": "x", "b": "negated" } }""";
        await using var cluster = await PipelineCluster.StartAsync(
            _backend,
            repository => repository.WithSteps("negate").WithPipeline("zero", Steps),
            repository => repository.WithSteps("add").WithPipeline("zero", Steps));
        await cluster.UntilAsync("zero", ModelState.Ready, workers: 2);

        var answers = Enumerable.Range(1, 24).Select(seed =>
            cluster.Client.InferAsync("zero", Tensor.Create(Enumerable.Repeat((float)seed, 1 << 18).ToArray(), [1, 1 << 18]), Cancel));

        foreach (var answer in await Task.WhenAll(answers)) Assert.All(answer.Get<float>(), value => Assert.Equal(0, value));
    }

    [Fact]
    public async Task A_pipeline_waits_for_a_step_and_says_for_which()
    {
        await using var cluster = await PipelineCluster.StartAsync(_backend, repository => repository.WithSteps("double").WithOddPipeline());

        var waiting = await cluster.UntilAsync("odd", ModelState.Loading, also: status => status.Reason.Contains("no worker knows it", StringComparison.Ordinal));
        Assert.Contains("it waits for step 2 'increment'", waiting.Reason, StringComparison.Ordinal);
        Assert.Contains("it waits for step 2 'increment'", (await Assert.ThrowsAsync<NoWorkerException>(() => cluster.AskAsync("odd", 1))).Reason, StringComparison.Ordinal);

        cluster.Repository.WithSteps("increment");
        await cluster.Client.LoadModelAsync("increment", cancellationToken: Cancel);
        await cluster.UntilAsync("odd", ModelState.Ready);
        Assert.Equal([7], await cluster.AskAsync("odd", 3));
    }

    [Fact]
    public async Task A_pipeline_that_waits_for_a_misspelled_step_is_mended_by_a_load()
    {
        const string Steps = """{ "Model": "double", "Outputs": { "y": "d" } }, { "Model": "#", "Inputs": { "x": "d" } }""";
        await using var cluster = await PipelineCluster.StartAsync(_backend, repository => repository.WithSteps("double", "increment").WithPipeline("odd", Steps.Replace("#", "incremnt", StringComparison.Ordinal)));
        await cluster.UntilAsync("odd", ModelState.Loading, also: status => status.Reason.Contains("'incremnt'", StringComparison.Ordinal));

        cluster.Repository.WithPipeline("odd", Steps.Replace("#", "increment", StringComparison.Ordinal));
        Assert.True(Assert.Single(await cluster.Client.LoadModelAsync("odd", cancellationToken: Cancel)).Succeeded);
        Assert.Equal([7], await cluster.AskAsync("odd", 3));
    }

    [Fact]
    public async Task A_pipeline_that_waits_holds_up_neither_other_loads_nor_its_own_end()
    {
        await using var cluster = await PipelineCluster.StartAsync(_backend, repository => repository.WithSteps("double").WithOddPipeline("a").WithOddPipeline("odd"));
        await cluster.UntilAsync("a", ModelState.Loading);

        Assert.Equal([4], await cluster.AskAsync("double", 2));
        var outcome = Assert.Single(await cluster.Client.UnloadModelAsync("a", new() { Version = "1" }, cancellationToken: Cancel));
        Assert.Equal(ModelState.Unloaded, outcome.State);
    }

    [Fact]
    public async Task A_step_that_does_not_come_ends_the_wait_with_its_name()
    {
        await using var cluster = await PipelineCluster.StartAsync(
            _backend, repository => repository.WithSteps("double").WithPipeline("odd", """{ "Model": "double" }, { "Model": "increment", "Inputs": { "x": "y" }, "Outputs": { "y": "z" } }""", """ "LoadTimeout": "00:00:00.5" """));

        var failed = await cluster.UntilAsync("odd", ModelState.Failed);

        Assert.Contains("00:00:00.5", failed.Reason, StringComparison.Ordinal);
        Assert.Contains("step 2 'increment'", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipeline_that_is_a_step_of_itself_is_refused_with_all_on_the_way()
    {
        await using var cluster = await PipelineCluster.StartAsync(_backend, repository => repository
            .WithPipeline("self", """{ "Model": "self" }""")
            .WithPipeline("a", """{ "Model": "b" }""")
            .WithPipeline("b", """{ "Model": "a" }"""));

        Assert.Contains("'self/1' → 'self/1'", (await cluster.UntilAsync("self", ModelState.Failed)).Reason, StringComparison.Ordinal);
        Assert.Contains("'a/1' → 'b/1' → 'a/1'", (await cluster.UntilAsync("a", ModelState.Failed)).Reason, StringComparison.Ordinal);
        Assert.Contains("'b/1' → 'a/1' → 'b/1'", (await cluster.UntilAsync("b", ModelState.Failed)).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(""" "OnDemand": true """)]
    public async Task Steps_that_are_loaded_on_demand_are_loaded_for_the_pipeline(string more)
    {
        await using var cluster = await PipelineCluster.StartAsync(_backend, RepositoryMode.None, repository => repository.WithSteps("double")
            .With("increment/1/model.txt", "").With("increment/model.json", """{ "Backend": "steps", "MaxBatchSize": 1, "OnDemand": true }""")
            .WithPipeline("odd", """{ "Model": "double", "Outputs": { "y": "d" } }, { "Model": "increment", "Inputs": { "x": "d" } }""", more));
        await cluster.UntilAsync("odd", more.Length == 0 ? ModelState.Ready : ModelState.Unloaded);

        Assert.Equal([7], await cluster.AskAsync("odd", 3));
    }
}
