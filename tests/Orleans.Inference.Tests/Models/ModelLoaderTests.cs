using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Models;
using Orleans.Inference.Tests.Routing;

namespace Orleans.Inference.Tests.Models;

public sealed class ModelLoaderTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly InferenceOptions _options = new();

    [Fact]
    public async Task What_the_backend_says_of_a_model_becomes_its_metadata()
    {
        var session = Echo();

        var model = await LoadAsync(session, new() { Labels = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("y", ["a", "b", "c", "d"]) });

        Assert.Equal(new ModelKey("m", "3"), model.Key);
        Assert.Equal(("m", "3", "fake_platform"), (model.Metadata.Name, model.Metadata.Version, model.Metadata.Platform));
        Assert.Equal(["FakeExecutionProvider"], model.Metadata.ExecutionProviders);
        Assert.Equal(session.Inputs, model.Metadata.Inputs);
        Assert.Equal(session.Outputs, model.Metadata.Outputs);
        Assert.Equal(["a", "b", "c", "d"], model.Metadata.Labels["y"]);
        Assert.Same(session, model.Session);
        Assert.False(session.IsDisposed);
    }

    [Fact]
    public async Task Independent_rows_are_batched_by_32() => Assert.Equal(32, (await LoadAsync(Echo())).Metadata.MaxBatchSize);

    [Fact]
    public async Task Dependent_rows_are_not_batched()
    {
        var model = await LoadAsync(FakeSession.Floats(x => Array.ConvertAll(x, value => value - x.Average())));

        Assert.Equal(1, model.Metadata.MaxBatchSize);
        Assert.False(model.Metadata.IsBatched);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task A_configured_batch_size_is_taken_as_it_is(int configured)
    {
        var model = await LoadAsync(FakeSession.Floats(x => Array.ConvertAll(x, value => value - x.Average())), new() { MaxBatchSize = configured });

        Assert.Equal(configured, model.Metadata.MaxBatchSize);
    }

    [Fact]
    public async Task A_model_is_warmed_with_the_sizes_that_its_batches_may_have()
    {
        var session = Echo();

        await LoadAsync(session, new() { MaxBatchSize = 10 });

        foreach (var size in new[] { 1, 2, 4, 8, 10 }) Assert.Contains($"Float32[{size},4]", session.Runs);
    }

    [Fact]
    public async Task Sizes_are_warmed_from_one_row_of_a_warm_up_shape_with_several()
    {
        var session = Echo();

        await LoadAsync(session, new() { MaxBatchSize = 4, WarmUpShapes = ImmutableDictionary<string, ImmutableArray<long>>.Empty.Add("x", [3, 4]) });

        foreach (var size in new[] { 1, 2, 3, 4 }) Assert.Contains($"Float32[{size},4]", session.Runs);
    }

    [Fact]
    public async Task Buckets_are_all_that_is_run_and_the_largest_must_hold_a_whole_batch()
    {
        var session = Echo();

        await LoadAsync(session, new() { MaxBatchSize = 6, BatchBuckets = [3, 6] });

        Assert.Equal(["Float32[3,4]", "Float32[6,4]"], session.Runs.Distinct().Where(run => run is not "Float32[1,4]").Order());
        await AssertFailsAsync(Echo(), new() { MaxBatchSize = 8, BatchBuckets = [4] }, "buckets up to 4", "8 rows");
    }

    [Fact]
    public async Task A_batch_size_for_a_model_whose_first_dimension_is_fixed_is_refused()
    {
        await AssertFailsAsync(FakeSession.Of("Float32[1,4]", input => input), new() { MaxBatchSize = 8 }, "MaxBatchSize 8", "'x' is Float32[1,4]");
        await AssertFailsAsync(
            new FakeSession(Specs.Of("x Float32[?]"), Specs.Of("y Float32[]"), inputs => [inputs[0]]), new() { MaxBatchSize = 8 }, "'y' is Float32[]");
        Assert.Equal(1, (await LoadAsync(FakeSession.Of("Float32[1,4]", input => input), new() { MaxBatchSize = 1 })).Metadata.MaxBatchSize);
    }

    [Fact]
    public async Task Padding_is_tried_before_callers_are_padded()
    {
        var padding = new PaddingConfiguration { Dimension = "sequence", Mask = "mask" };

        Assert.NotNull((await LoadAsync(Sum(looksAtMask: true), new() { Padding = padding })).Padding);
        await AssertFailsAsync(Sum(looksAtMask: false), new() { Padding = padding with { Values = ImmutableDictionary<string, double>.Empty.Add("ids", 3) } }, "padding along 'sequence'", "otherwise than alone");
        await AssertFailsAsync(Sum(looksAtMask: true), new() { Padding = padding, MaxBatchSize = 1 }, "padding", "not batched");

        static FakeSession Sum(bool looksAtMask) => new(Specs.Of("ids Int64[batch,sequence]", "mask Int64[batch,sequence]"), Specs.Of("sum Int64[batch]"), inputs =>
        {
            var (ids, mask, length) = (inputs[0].ToArray<long>(), inputs[1].ToArray<long>(), (int)inputs[0].Shape[1]);
            long[] sums = [.. Enumerable.Range(0, (int)inputs[0].Shape[0]).Select(row => Enumerable.Range(row * length, length).Sum(i => looksAtMask ? ids[i] * mask[i] : ids[i]))];
            return [Tensor.Create(sums, [sums.Length])];
        });
    }

    [Fact]
    public async Task As_many_labels_as_the_last_dimension_has_are_asked_for() => await AssertFailsAsync(
        Echo(), new() { Labels = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("y", ["a", "b"]) }, "2 labels", "'y'", "4");

    [Fact]
    public async Task Labels_of_an_unknown_output_are_refused_with_those_that_there_are() => await AssertFailsAsync(
        Echo(), new() { Labels = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("scores", ["a"]) }, "'scores'", "the outputs are: y");

    [Fact]
    public async Task Labels_of_a_last_dimension_that_varies_are_taken_as_they_are()
    {
        var labels = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("y", ["a"]);

        Assert.Equal(labels, (await LoadAsync(FakeSession.Of("Float32[batch,?]", input => input), new() { Labels = labels })).Metadata.Labels);
    }

    [Fact]
    public async Task A_warm_up_shape_of_an_unknown_input_is_refused_with_those_that_there_are() => await AssertFailsAsync(
        Echo(), new() { WarmUpShapes = ImmutableDictionary<string, ImmutableArray<long>>.Empty.Add("image", [1, 4]) }, "'image'", "the inputs are: x");

    [Fact]
    public async Task A_warm_up_shape_that_does_not_fit_its_input_is_refused() => await AssertFailsAsync(
        Echo(), new() { WarmUpShapes = ImmutableDictionary<string, ImmutableArray<long>>.Empty.Add("x", [1, 5]) }, "[1,5]", "'x'");

    [Fact]
    public async Task An_unknown_backend_is_refused_with_those_that_there_are()
    {
        var loader = new ModelLoader([new FakeBackend(Echo, "first"), new FakeBackend(Echo, "second")], Routes.Policies(), Options.Create(_options), _time, NullLogger<ModelLoader>.Instance);

        var error = await Assert.ThrowsAsync<ModelLoadException>(
            () => loader.LoadAsync(Definition(new() { Backend = "third" }), FakeBackend.Cpu(), uses: null, TestContext.Current.CancellationToken));

        Assert.Contains("no backend 'third'; there are: first, second", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_does_not_run_on_the_shapes_it_was_given_is_refused() => await AssertFailsAsync(
        FakeSession.Floats(_ => throw new InvalidOperationException("no")),
        new() { WarmUpShapes = ImmutableDictionary<string, ImmutableArray<long>>.Empty.Add("x", [1, 4]) },
        "WarmUpShapes");

    [Fact]
    public async Task A_model_that_does_not_run_on_made_up_inputs_is_served_cold_and_not_batched()
    {
        var model = await LoadAsync(FakeSession.Floats(_ => throw new InvalidOperationException("no")));

        Assert.Equal((1, 0.0), (model.Metadata.MaxBatchSize, model.Speed));
    }

    [Theory]
    [InlineData(null, 4, 4)]
    [InlineData(1, 4, 1)]
    [InlineData(9, 4, 4)]
    public async Task A_model_holds_as_many_lanes_as_configured_and_there_are(int? configured, int lanes, int expected) =>
        Assert.Equal(expected, (await LoadAsync(Echo(), new() { Instances = configured }, lanes)).Instances);

    [Fact]
    public async Task The_speed_is_measured()
    {
        var model = await LoadAsync(FakeSession.Floats(Slow), new() { Instances = 2 });

        Assert.Equal(200, model.Speed, precision: 3);
    }

    [Fact]
    public async Task A_configured_speed_takes_the_place_of_the_measured_one()
    {
        _options.Speeds["m"] = 12345;
        _options.Speeds["another"] = 1;

        Assert.Equal(12345, (await LoadAsync(FakeSession.Floats(Slow))).Speed);
    }

    private static FakeSession Echo() => FakeSession.Floats(x => x);

    private float[] Slow(float[] x)
    {
        _time.Advance(TimeSpan.FromMilliseconds(10));
        return x;
    }

    private async Task AssertFailsAsync(FakeSession session, ModelConfiguration configuration, params string[] expected)
    {
        var error = await Assert.ThrowsAsync<ModelLoadException>(() => LoadAsync(session, configuration));
        Assert.All(expected, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.True(session.IsDisposed);
    }

    [Fact]
    public async Task A_dispatch_policy_is_one_of_those_that_are_known()
    {
        var model = await LoadAsync(Echo(), new() { DispatchPolicy = DispatchPolicies.Sticky, Hedge = true });

        Assert.Equal((DispatchPolicies.Sticky, true), (model.DispatchPolicy, model.Hedge));
        await AssertFailsAsync(Echo(), new() { DispatchPolicy = "shortest" }, "'shortest'", DispatchPolicies.ShortestQueue, DispatchPolicies.Lottery);
    }

    private Task<ServedModel> LoadAsync(FakeSession session, ModelConfiguration? configuration = null, int lanes = 2) =>
        new ModelLoader([new FakeBackend(() => session)], Routes.Policies(), Options.Create(_options), _time, NullLogger<ModelLoader>.Instance)
            .LoadAsync(Definition((configuration ?? new()) with { Backend = FakeBackend.DefaultName }), FakeBackend.Cpu(lanes), uses: null, TestContext.Current.CancellationToken);

    private static ModelDefinition Definition(ModelConfiguration configuration) => new() { Name = "m", Version = "3", Configuration = configuration };
}
