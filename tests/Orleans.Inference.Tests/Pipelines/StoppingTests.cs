using System.Collections.Immutable;
using System.Net;
using Orleans.Inference.Devices;
using Orleans.Inference.Diagnostics;
using Orleans.Inference.Pipelines;
using Orleans.Inference.Tests.Fakes;
using Orleans.Inference.Tests.Models;

namespace Orleans.Inference.Tests.Pipelines;

public sealed class StoppingTests : IDisposable
{
    private static readonly TestMeters Meters = new();
    private readonly SemaphoreSlim _gate = new(0);
    private readonly SemaphoreSlim _began = new(0);
    private readonly ServedDevice _device = new(
        FakeBackend.Cpu(lanes: 1), new(SiloAddress.New(IPAddress.Loopback, 11111, 1), "cpu"), "silo-1", default, new(), new SiloInstruments(Meters), TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public StoppingTests()
    {
        var (slow, quick) = (Serve("slow", input => Block(input)), Serve("quick", input => input));
        ModelDefinition definition = new()
        {
            Name = "p",
            Version = "1",
            Configuration = new()
            {
                Steps = [new() { Model = "slow", Outputs = Map("y", "between") }, new() { Model = "quick", Inputs = Map("x", "between") }],
            },
        };
        var pipeline = new PipelineBuilder(definition, [slow, quick]).Build();
        _device.SetReady(new(pipeline.Metadata, new PipelineSession(pipeline.Metadata), 1, new(TimeProvider.System), null) { Pipeline = pipeline });
    }

    public void Dispose()
    {
        _device.Dispose();
        _gate.Dispose();
        _began.Dispose();
    }

    [Fact]
    public async Task A_device_that_stops_finishes_the_pipelines_it_has_and_takes_no_other()
    {
        var answer = InferAsync();
        await _began.WaitAsync(Cancel);

        var stopping = _device.Scheduler.StopAsync(CancellationToken.None);
        Assert.Contains("stopping", (await Assert.ThrowsAsync<NoWorkerException>(InferAsync)).Reason, StringComparison.Ordinal);
        Assert.False(stopping.IsCompleted);
        _gate.Release();

        Assert.Equal([7], (await answer).Get<long>().AsEnumerable());
        await stopping.WaitAsync(Cancel);
    }

    [Fact]
    public async Task A_pipeline_that_goes_answers_what_it_has()
    {
        var pipeline = _device.ServedModels.Single(model => model.Pipeline is not null);
        var answer = InferAsync();
        await _began.WaitAsync(Cancel);
        Assert.False(_device.Scheduler.TryRetire(pipeline));

        var retired = _device.Scheduler.RetireAsync(pipeline);
        Assert.False(retired.IsCompleted);
        _gate.Release();

        Assert.Equal([7], (await answer).Get<long>().AsEnumerable());
        await retired.WaitAsync(Cancel);
    }

    [Fact]
    public void Overload_of_a_step_is_overload_of_the_pipeline_and_names_both()
    {
        var pipeline = _device.ServedModels.Single(model => model.Pipeline is not null).Pipeline!;

        var fault = Assert.IsType<QueueFullException>(StepFault.Of(pipeline, pipeline.Steps[1], new QueueFullException("quick", 8, TimeSpan.FromSeconds(3)), TimeSpan.FromSeconds(9)));

        Assert.Equal((8, TimeSpan.FromSeconds(3)), (fault.Limit, fault.RetryAfter));
        Assert.Contains("step 2 'quick' of the pipeline 'p'", fault.Message, StringComparison.Ordinal);
    }

    private Task<InferenceResponse> InferAsync() => _device.InferAsync(
        new() { Model = "p", Inputs = [new("x", Tensor.Create(new long[] { 7 }, [1]))] }, new(TimeSpan.FromMinutes(1)), CancellationToken.None);

    private ModelMetadata Serve(string name, Func<Tensor, Tensor> run)
    {
        var session = FakeSession.Of("Int64[batch]", run);
        ModelMetadata metadata = new() { Name = name, Version = "1", Platform = session.Platform, Inputs = session.Inputs, Outputs = session.Outputs };
        _device.SetReady(new(metadata, session, 1, new(TimeProvider.System), null));
        return metadata;
    }

    private Tensor Block(Tensor input)
    {
        _began.Release();
        _gate.Wait();
        return input;
    }

    private static ImmutableDictionary<string, string> Map(string name, string tensor) =>
        ImmutableDictionary<string, string>.Empty.Add(name, tensor);
}
