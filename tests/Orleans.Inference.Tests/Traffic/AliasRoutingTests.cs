using Orleans.Inference.Tests.Diagnostics;
using static Orleans.Inference.Tests.Traffic.TrafficHarness;

namespace Orleans.Inference.Tests.Traffic;

public sealed class AliasRoutingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_answer_names_the_model_and_version_that_answered()
    {
        using TrafficHarness harness = new(Alias("digits@stable", ("2", 1)));

        var response = await harness.InferAsync("digits@stable", key: "ada");

        Assert.Equal(("digits", "2"), (response.Model, response.Version));
        var request = Assert.Single(harness.Requests);
        Assert.Equal(("digits", "2", "ada", InferencePriority.Interactive), (request.Model, request.Version, request.AffinityKey, request.Priority));
    }

    [Fact]
    public async Task An_alias_with_the_name_of_a_model_takes_its_place_for_requests_without_a_version()
    {
        using TrafficHarness harness = new(Alias("digits", ("1", 1)));

        Assert.Equal("1", (await harness.InferAsync("digits")).Version);
        Assert.Equal("3", (await harness.InferAsync("digits", "3")).Version);
        Assert.Equal("1", (await harness.Client.GetModelAsync("digits", cancellationToken: Cancel)).Version);
        Assert.Equal("2", (await harness.Client.GetModelAsync("digits", "2", Cancel)).Version);
    }

    [Fact]
    public async Task A_target_without_a_version_is_the_highest_one_served_and_never_the_alias_itself()
    {
        using TrafficHarness harness = new(new ModelAlias { Name = "digits", Targets = [new("digits")] });

        Assert.Equal("3", (await harness.InferAsync("digits")).Version);
        Assert.Equal("3", (await harness.Client.GetModelAsync("digits", cancellationToken: Cancel)).Version);
    }

    [Fact]
    public async Task Requests_are_split_by_weight_and_keys_stay()
    {
        using TrafficHarness harness = new(Alias("split", ("1", 1), ("2", 1)) with { Sticky = true });

        var atRandom = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => harness.InferAsync("split")));
        var byKey = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => harness.InferAsync("split", key: $"{i % 2}")));

        Assert.InRange(atRandom.Count(response => response.Version == "1"), 40, 160);
        Assert.All(byKey.Chunk(2).Zip(byKey.Chunk(2).Skip(1)), pair => Assert.Equal(pair.First.Select(response => response.Version), pair.Second.Select(response => response.Version)));
    }

    [Fact]
    public async Task A_target_that_nobody_serves_is_passed_over_and_counted()
    {
        using TrafficHarness harness = new(Alias("canary", ("4", 1_000_000), ("1", 1e-6)));
        using var fallbacks = Collected.Of<long>(harness.Meters, InferenceMetrics.AliasFallbacks);
        await harness.Client.ListModelsAsync(Cancel);

        Assert.Equal("1", (await harness.InferAsync("canary")).Version);
        Assert.Equal(["1 alias=canary model=digits version=4"], fallbacks.Lines());
        Assert.Equal("1", (await harness.Client.GetModelAsync("canary", cancellationToken: Cancel)).Version);
    }

    [Fact]
    public async Task A_target_that_is_not_there_is_an_error_that_names_it_and_the_alias()
    {
        using TrafficHarness harness = new(Alias("early", ("9", 1)), Alias("loading", ("4", 1)), new() { Name = "lost", Targets = [new("letters")] });

        var noVersion = await Assert.ThrowsAsync<ModelNotFoundException>(() => harness.InferAsync("early"));
        var noModel = await Assert.ThrowsAsync<ModelNotFoundException>(() => harness.InferAsync("lost"));
        var noWorker = await Assert.ThrowsAsync<NoWorkerException>(() => harness.InferAsync("loading"));

        Assert.StartsWith("The alias 'early' points to digits/9. There is no version '9'", noVersion.Message, StringComparison.Ordinal);
        Assert.StartsWith("The alias 'lost' points to letters. There is no model 'letters'", noModel.Message, StringComparison.Ordinal);
        Assert.StartsWith("No worker serves the model 'digits/4' now: it is being loaded (the alias 'loading' points to it).", noWorker.Message, StringComparison.Ordinal);
        Assert.Equal(noVersion.Message, (await Assert.ThrowsAsync<ModelNotFoundException>(async () => await harness.Client.GetModelAsync("early", cancellationToken: Cancel))).Message);
        Assert.Equal(noWorker.Message, (await Assert.ThrowsAsync<NoWorkerException>(async () => await harness.Client.GetModelAsync("loading", cancellationToken: Cancel))).Message);
    }

    [Fact]
    public async Task An_alias_has_no_versions_of_its_own_and_is_named_where_there_is_no_such_model()
    {
        using TrafficHarness harness = new(Alias("digits@stable", ("1", 1)));

        await Assert.ThrowsAsync<ModelNotFoundException>(() => harness.InferAsync("digits@stable", "1"));
        Assert.Equal(["digits", "digits@stable"], (await Assert.ThrowsAsync<ModelNotFoundException>(() => harness.InferAsync("digits@stabel"))).Available);
    }

    [Fact]
    public async Task An_alias_that_is_not_in_the_table_yet_is_asked_for_before_it_is_denied()
    {
        using TrafficHarness harness = new();
        await harness.Client.ListModelsAsync(Cancel);
        harness.Change(Alias("new", ("2", 1)));

        Assert.Equal("2", (await harness.InferAsync("new")).Version);
        Assert.Equal("new", Assert.Single(await harness.Client.ListAliasesAsync(Cancel)).Name);
        Assert.Equal(["digits"], (await harness.Client.ListModelsAsync(Cancel)).Select(model => model.Name).Distinct());
    }

    [Fact]
    public async Task A_call_by_an_alias_is_counted_once_under_the_version_that_took_it()
    {
        using TrafficHarness harness = new(Alias("stable", ("2", 1)), Alias("digits", ("1", 1)));
        using var requests = Collected.Of<long>(harness.Meters, InferenceMetrics.Requests);
        await harness.InferAsync("stable"); // the first one waits for the table
        harness.Infer = (_, _) => Task.FromException<InferenceResponse>(new ExecutionFailedException("digits", "no"));

        await Assert.ThrowsAsync<ExecutionFailedException>(() => harness.InferAsync("digits"));
        await Assert.ThrowsAsync<ModelNotFoundException>(() => harness.InferAsync("nothing"));

        Assert.Equal(["1 model=digits outcome=success version=2", "1 model=digits outcome=execution_failed version=1", "1 outcome=model_not_found"], requests.Lines());
    }
}
