using Orleans.Inference.ModelExporter.Onnx;
using Orleans.Inference.Tests.OnnxRuntime;

namespace Orleans.Inference.Tests.Rollout;

/// <summary>Real models in repositories as people have them.</summary>
public sealed class OnnxRepositoryTests
{
    private const string Triton = """
        backend: "onnxruntime"
        default_model_filename: "net.onnx"
        max_batch_size: 8
        dynamic_batching { }
        input { name: "x" data_type: TYPE_FP32 dims: [ 4 ] }
        output { name: "y" data_type: TYPE_FP32 dims: [ 4 ] }
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("config.pbtxt", Triton)]
    [InlineData("model.json", """{ "ModelFile": "net.onnx", "MaxBatchSize": 8 }""")]
    public async Task A_model_is_served_as_the_file_beside_it_says(string file, string text)
    {
        await using var cluster = await RolloutCluster.StartAsync(repository => repository.With("net/1/net.onnx", Floats(4)).With($"net/{file}", text));

        await AnswersAsync(cluster, "net", null, new float[] { 1, 2, 3, 4 }, [1, 4], [1, 2, 3, 4]);
        Assert.Equal(8, (await cluster.Client.GetModelAsync("net", cancellationToken: Cancel)).MaxBatchSize);
    }

    [Theory]
    [InlineData("[ 4 ]", "[ 5 ]", "Float32[?,5]", "Float32[batch,4]")]
    [InlineData("TYPE_FP32", "TYPE_FP64", "Float64[?,4]", "Float32[batch,4]")]
    [InlineData("\"x\"", "\"image\"", "'image'", "are: x")]
    public async Task A_file_that_contradicts_the_model_is_refused_with_both_sides(string right, string wrong, string declared, string actual)
    {
        await using var cluster = await RolloutCluster.StartAsync(repository =>
        {
            repository.With("net/1/net.onnx", Floats(4)).With("net/config.pbtxt", Triton.Replace(right, wrong, StringComparison.Ordinal));
            VersionBackend.Write(repository, "m", 1);
        });

        var reason = (await StatusAsync(cluster, "net", ModelState.Failed)).Reason;
        Assert.Contains(declared, reason, StringComparison.Ordinal);
        Assert.Contains(actual, reason, StringComparison.Ordinal);
        Assert.Equal("1", await cluster.AskAsync("m"));
    }

    [Fact]
    public async Task A_version_without_a_model_file_is_refused_with_the_place_where_it_should_be()
    {
        await using var cluster = await RolloutCluster.StartAsync(repository => repository.With("net/1/readme.txt", "to be copied"));

        Assert.Equal($"There is no model.onnx in '{cluster.Repository.PathOf("net/1")}'.", (await StatusAsync(cluster, "net", ModelState.Failed)).Reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_vanishes_before_it_is_loaded_is_said_and_the_rest_is_served(bool withItsFolder)
    {
        await using var cluster = await RolloutCluster.StartAsync(repository => VersionBackend.Write(repository, "m", 1));
        cluster.Repository
            .With("net/model.json", """{ "Versions": "all" }""")
            .With("net/1/model.json", """{ "Backend": "version", "MaxBatchSize": 1 }""")
            .With("net/2/model.onnx", Floats(4));
        cluster.Backend.Loading = (_, _) =>
        {
            if (withItsFolder) Directory.Delete(cluster.Repository.PathOf("net/2"), recursive: true);
            else File.Delete(cluster.Repository.PathOf("net/2/model.onnx"));
            return Task.CompletedTask;
        };

        var outcomes = await cluster.Client.LoadModelAsync("net", cancellationToken: Cancel);

        Assert.Equal([("1", ModelState.Ready), ("2", ModelState.Failed)], outcomes.Select(outcome => (outcome.Model.Version, outcome.State)).Order());
        Assert.Contains("There is no model.onnx", outcomes.Single(outcome => !outcome.Succeeded).Reason, StringComparison.Ordinal);
        Assert.Equal("1", await cluster.AskAsync("net"));
        Assert.Equal("1", await cluster.AskAsync("m"));
    }

    [Fact]
    public async Task Versions_with_different_signatures_each_answer_to_their_own()
    {
        await using var cluster = await RolloutCluster.StartAsync(repository => repository
            .With("net/model.json", """{ "Versions": "all" }""")
            .With("net/1/model.onnx", Floats(4))
            .With("net/2/model.onnx", Graphs.Identity(OnnxElementType.Int64, "batch").ToBytes()));

        await AnswersAsync(cluster, "net", "1", new float[] { 1, 2, 3, 4 }, [1, 4], [1, 2, 3, 4]);
        await AnswersAsync(cluster, "net", "2", new long[] { 7, 8 }, [2], [7, 8]);
        Assert.Equal("2", (await AskAsync(cluster, "net", null, new long[] { 7 }, 1)).Version);
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => AskAsync(cluster, "net", "1", new long[] { 7, 8 }, 2));
        Assert.Contains("Float32[batch,4]", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_load_that_never_ends_is_given_up_and_the_old_version_stays()
    {
        await using var cluster = await RolloutCluster.StartAsync(repository => VersionBackend.Write(repository, "m", 1));
        cluster.Backend.Loading = (model, _) => model.Version == "2" ? new TaskCompletionSource().Task : Task.CompletedTask; // deaf to being cancelled, too
        VersionBackend.Write(cluster.Repository, "m", 2);
        cluster.Repository.With("m/2/model.json", """{ "LoadTimeout": "00:00:00.1" }""");

        var outcome = Assert.Single(await cluster.Client.LoadModelAsync("m", cancellationToken: Cancel));

        Assert.Equal(("2", ModelState.Failed), (outcome.Model.Version, outcome.State));
        Assert.Contains("it was not loaded after 00:00:00.1", outcome.Reason, StringComparison.Ordinal);
        Assert.Equal("1", await cluster.AskAsync("m"));

        VersionBackend.Write(cluster.Repository, "m", 3);
        await cluster.Client.LoadModelAsync("m", cancellationToken: Cancel);
        Assert.Equal("3", await cluster.AskAsync("m"));
    }

    [Fact]
    public async Task An_ensemble_runs_its_steps()
    {
        await using var cluster = await RolloutCluster.StartAsync(repository => repository
            .With("net/1/net.onnx", Floats(4)).With("net/config.pbtxt", Triton)
            .With("last/1/model.onnx", Graphs.Of("Neg", Graphs.Float32("batch", 4), Graphs.Float32("batch", 4)).ToBytes())
            .With("both/1/readme.txt", "")
            .With("both/config.pbtxt", """
                platform: "ensemble"
                max_batch_size: 8
                input { name: "image" data_type: TYPE_FP32 dims: [ 4 ] }
                output { name: "scores" data_type: TYPE_FP32 dims: [ 4 ] }
                ensemble_scheduling {
                  step { model_name: "net" model_version: -1 input_map { key: "x" value: "image" } output_map { key: "y" value: "between" } }
                  step { model_name: "last" model_version: 1 input_map { key: "x" value: "between" } output_map { key: "y" value: "scores" } }
                }
                """));
        await cluster.UntilAsync("both", "1", ModelState.Ready);

        await AnswersAsync(cluster, "both", null, new float[] { 1, 2, 3, 4 }, [1, 4], [-1, -2, -3, -4]);
    }

    private static byte[] Floats(int width) => Graphs.Identity(OnnxElementType.Float32, "batch", width).ToBytes();

    private static async Task AnswersAsync<T>(RolloutCluster cluster, string model, string? version, T[] elements, long[] shape, T[] expected) where T : unmanaged
    {
        T[] answer = (await AskAsync(cluster, model, version, elements, shape)).Get<T>();
        Assert.Equal(expected, answer);
    }

    private static Task<InferenceResponse> AskAsync<T>(RolloutCluster cluster, string model, string? version, T[] elements, params long[] shape) where T : unmanaged =>
        cluster.Client.InferAsync(new() { Model = model, Version = version, Inputs = [new("", Tensor.Create(elements, shape))] }, Cancel);

    private static async Task<ModelStatus> StatusAsync(RolloutCluster cluster, string model, ModelState state)
    {
        await cluster.UntilAnyAsync(model, state);
        return (await cluster.Dispatcher.GetClusterAsync(Cancel)).Workers[0].Models.Single(status => status.Name == model);
    }
}
