using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Tests.Fakes;

namespace Orleans.Inference.Tests.Cluster;

public sealed class SingleSiloFixture : IAsyncLifetime
{
    public InferenceCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await InferenceCluster.StartAsync();

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}

public sealed class SingleSiloTests(SingleSiloFixture fixture) : IClassFixture<SingleSiloFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IInferenceClient Client => fixture.Cluster.Client;

    private IInferenceClient SiloClient => fixture.Cluster.Services(fixture.Cluster.Silos[0]).GetRequiredService<IInferenceClient>();

    private IDispatcherGrain Dispatcher => fixture.Cluster.Grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key);

    [Fact]
    public async Task A_client_process_calls_a_model_in_one_line()
    {
        float[] answer = (await Client.InferAsync("identity", Tensor.Create(new float[] { 1, 2, 3 }, [1, 3]), Cancel)).Get<float>();
        Assert.Equal([1, 2, 3], answer);
    }

    [Fact]
    public async Task A_service_in_the_silo_calls_a_model()
    {
        var input = Enumerable.Range(0, 256).Select(i => (float)i).ToArray();
        var response = await SiloClient.InferAsync("rotate-200us", Tensor.Create(input, [1, 256]), Cancel);
        Assert.Equal(256 - 84, response.Get<float>()[0]);
    }

    [Fact]
    public async Task What_a_model_did_is_counted()
    {
        foreach (var client in new[] { Client, SiloClient })
        {
            var before = Assert.Single(await client.GetStatisticsAsync("identity", cancellationToken: Cancel));
            await client.InferAsync("identity", Tensor.Create(new float[] { 1, 2, 3 }, [3, 1]), Cancel);
            var after = Assert.Single(await client.GetStatisticsAsync("identity", "1", Cancel));
            Assert.True(after.Rows >= before.Rows + 3, $"{after.Rows} after {before.Rows}");
            Assert.True(after.Runs > before.Runs);
            Assert.True(after.Success.Count > before.Success.Count);
            Assert.True(after.LastInference > DateTimeOffset.UtcNow.AddMinutes(-10));
            Assert.True(after.Infer.Time > TimeSpan.Zero);
            Assert.Contains(await client.GetStatisticsAsync(cancellationToken: Cancel), model => model.Model == after.Model);
        }

        await Assert.ThrowsAsync<ModelNotFoundException>(() => Client.GetStatisticsAsync("nothing", cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_model_with_string_input_answers_strings()
    {
        var response = await Client.InferAsync("greeting", Tensor.Create(["Ada", "Grace", "ö"], [3]), Cancel);
        Assert.Equal(["Hello, Ada", "Hello, Grace", "Hello, ö"], response.Get<string>("greeting"));
    }

    [Fact]
    public async Task A_model_with_a_fixed_batch_answers_and_is_never_batched()
    {
        var response = await Client.InferAsync("fixed-batch", Tensor.Create(new float[] { 1, 2, 3, 4 }, [1, 4]), Cancel);
        Assert.Equal([3, 5, 7, 9], response.Get<float>());
        Assert.False((await Client.GetModelAsync("fixed-batch", cancellationToken: Cancel)).IsBatched);
    }

    [Fact]
    public async Task The_dispatcher_forwards_with_the_same_answer_and_the_same_errors()
    {
        var request = new InferenceRequest { Model = "identity", Inputs = [new("input", Tensor.Create(new float[] { 7 }, [1, 1]))], Outputs = ["output"] };
        Assert.Equal(new float[] { 7 }, (await Dispatcher.InferAsync(request, Cancel)).Get<float>());

        var wrong = new InferenceRequest { Model = "nothing", Inputs = request.Inputs };
        var forwarded = await Assert.ThrowsAsync<ModelNotFoundException>(() => Dispatcher.InferAsync(wrong, Cancel));
        var direct = await Assert.ThrowsAsync<ModelNotFoundException>(() => Client.InferAsync(wrong, Cancel));
        Assert.Equal(direct.Message, forwarded.Message);
        Assert.Contains("identity", forwarded.Available);
    }

    [Fact]
    public async Task Metadata_comes_from_the_file_with_symbols_types_and_the_provider_its_nodes_run_on()
    {
        var model = await Client.GetModelAsync("identity", cancellationToken: Cancel);
        Assert.Equal("Float32[batch,length]", Assert.Single(model.Inputs).ToString());
        Assert.Equal("Float32[batch,length]", Assert.Single(model.Outputs).ToString());
        Assert.Equal(("1", "onnxruntime_onnx", true), (model.Version, model.Platform, model.IsBatched));
        Assert.Equal(["CPUExecutionProvider"], model.ExecutionProviders);
    }

    [Fact]
    public async Task The_list_names_every_model_that_is_ready()
    {
        var names = (await Client.ListModelsAsync(Cancel)).Select(model => model.Name).ToArray();
        Assert.Equal(["code", "crowd", "dense", "fixed-batch", "greeting", "identity", "rotate-200us", "rotate-5ms"], names);
    }

    [Fact]
    public async Task A_wrong_shape_says_what_was_expected_and_given_on_every_way_in()
    {
        var request = new InferenceRequest { Model = "rotate-200us", Inputs = [new("input", Tensor.Create(new float[255], [1, 255]))] };
        foreach (var call in new Func<Task>[] { () => Client.InferAsync(request, Cancel), () => SiloClient.InferAsync(request, Cancel), () => Dispatcher.InferAsync(request, Cancel) })
        {
            var error = await Assert.ThrowsAsync<InvalidInputException>(call);
            Assert.Equal(("Float32[batch,256]", "Float32[1,255]"), (error.Expected, error.Given));
        }
    }

    [Fact]
    public async Task An_unknown_version_names_those_there_are()
    {
        var request = new InferenceRequest { Model = "identity", Version = "7", Inputs = [new("", Tensor.Create(new float[1], [1, 1]))] };
        Assert.Equal(["1"], (await Assert.ThrowsAsync<ModelNotFoundException>(() => Client.InferAsync(request, Cancel))).Available);
    }

    [Fact]
    public async Task A_timeout_out_of_range_is_refused()
    {
        var request = Inputs.Request(CodeBackend.Command.Echo, timeout: TimeSpan.FromHours(2));
        Assert.Contains("01:00:00", (await Assert.ThrowsAsync<InvalidInputException>(() => Client.InferAsync(request, Cancel))).Expected);
    }

    [Fact]
    public async Task A_model_that_throws_gives_its_reason_and_the_next_request_works()
    {
        var error = await Assert.ThrowsAsync<ExecutionFailedException>(() => Client.InferAsync(Inputs.Request(CodeBackend.Command.Throw), Cancel));
        Assert.Equal(("code", "The input said so."), (error.Model, error.Reason));
        Assert.Equal(new byte[] { 0, 1, 0, 0 }, (await Client.InferAsync(Inputs.Request(CodeBackend.Command.Echo), Cancel)).Get<byte>());
    }

    [Fact]
    public async Task The_dispatcher_knows_the_worker_its_device_its_models_and_their_measured_speed()
    {
        var worker = Assert.Single((await Dispatcher.GetClusterAsync(Cancel)).Workers);
        Assert.Equal("cpu", worker.Worker.Device);
        Assert.All(worker.Models, model => Assert.Equal(ModelState.Ready, model.State));
        Assert.All(worker.Models, model => Assert.True(model.Speed > 0, model.Name));
        var speeds = worker.Models.ToImmutableDictionary(model => model.Name, model => model.Speed);
        Assert.True(speeds["identity"] > speeds["rotate-5ms"]);
    }

    [Fact]
    public async Task Many_callers_at_once_each_get_their_own_answer()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(async i =>
        {
            var input = Enumerable.Range(0, 256).Select(j => (float)(i * 256 + j)).ToArray();
            var response = await Client.InferAsync("rotate-200us", Tensor.Create(input, [1, 256]), Cancel);
            return response.Get<float>().SequenceEqual([.. input[^84..], .. input[..^84]]);
        }));
        Assert.DoesNotContain(false, answers);
    }
}
