using System.Net;
using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Devices;
using Orleans.Inference.Diagnostics;
using Orleans.Inference.Tests.Fakes;
using Orleans.Inference.Tests.Models;
using Orleans.Inference.Tests.Scheduling;
using static Orleans.Inference.Tests.Scheduling.SchedulerHarness;

namespace Orleans.Inference.Tests.Diagnostics;

public sealed class SiloInstrumentsTests : IAsyncDisposable
{
    private readonly TestMeters _meters = new();
    private readonly FakeTimeProvider _time = new();
    private readonly EchoSession _session = new();
    private readonly ServedDevice _device;

    public SiloInstrumentsTests()
    {
        SiloInstruments instruments = new(_meters);
        _device = new(FakeBackend.Cpu(1), new(SiloAddress.New(IPAddress.Loopback, 11111, 1), "cpu"), "silo-1", default, new(), instruments, _time);
        instruments.Observe([_device]);
        _device.SetReady(MakeModel(_session, maxQueueLength: 2));
    }

    public async ValueTask DisposeAsync()
    {
        _session.LetAllGo();
        await Soon(_device.Scheduler.StopAsync(CancellationToken.None));
        _device.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task Requests_that_run_together_each_waited_and_share_a_run()
    {
        using var queueTime = Collected.Of<double>(_meters, InferenceMetrics.QueueTime);
        using var computeTime = Collected.Of<double>(_meters, InferenceMetrics.ComputeTime);
        using var batchSize = Collected.Of<long>(_meters, InferenceMetrics.BatchSize);
        var running = await OccupyAsync();
        Task<InferenceResponse>[] waiting = [InferAsync(1), InferAsync(1)];

        _time.Advance(TimeSpan.FromMilliseconds(40));
        _session.LetAllGo();
        await Soon(Task.WhenAll([running, .. waiting]));

        Assert.Equal(["0 device=cpu model=m version=1", "0.04 device=cpu model=m version=1", "0.04 device=cpu model=m version=1"], queueTime.Lines());
        Assert.Equal(["0.04 device=cpu model=m version=1", "0 device=cpu model=m version=1"], computeTime.Lines());
        Assert.Equal(["1 device=cpu model=m version=1", "2 device=cpu model=m version=1"], batchSize.Lines());
    }

    [Fact]
    public async Task What_waits_and_runs_can_be_looked_at()
    {
        using var waiting = Collected.Of<long>(_meters, InferenceMetrics.Waiting);
        using var running = Collected.Of<long>(_meters, InferenceMetrics.Running);
        Task<InferenceResponse>[] requests = [await OccupyAsync(), InferAsync(1), InferAsync(1)];

        waiting.RecordObservableInstruments();
        running.RecordObservableInstruments();
        _session.LetAllGo();
        await Soon(Task.WhenAll(requests));
        running.RecordObservableInstruments();

        Assert.Equal(["2 device=cpu model=m version=1"], waiting.Lines());
        Assert.Equal(["1 device=cpu model=m version=1", "0 device=cpu model=m version=1"], running.Lines());
    }

    [Fact]
    public async Task What_is_not_run_is_counted_by_cause()
    {
        using var refusals = Collected.Of<long>(_meters, InferenceMetrics.Refusals);
        var running = await OccupyAsync();
        Task<InferenceResponse>[] waiting = [InferAsync(1, timeRemaining: TimeSpan.FromSeconds(1)), InferAsync(1)];

        await Assert.ThrowsAsync<QueueFullException>(() => InferAsync(1));
        await Assert.ThrowsAsync<InvalidInputException>(() => InferAsync(1, output: "x"));
        await Assert.ThrowsAsync<NoWorkerException>(() => InferAsync(1, model: "what a caller says"));
        await Assert.ThrowsAsync<NoWorkerException>(() => InferAsync(1, onlyIfIdle: true));
        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<DeadlineExceededException>(() => Soon(waiting[0]));
        _session.LetAllGo();
        await Soon(Task.WhenAll(running, waiting[1]));

        Assert.Equal(
            ["1 cause=queue_full device=cpu model=m version=1", "1 cause=invalid_input device=cpu model=m version=1", "1 cause=no_worker device=cpu", "1 cause=deadline device=cpu model=m version=1"],
            refusals.Lines());
    }

    private async Task<Task<InferenceResponse>> OccupyAsync()
    {
        _session.Hold();
        var running = InferAsync(1);
        await Soon(_session.Began.WaitAsync(TestContext.Current.CancellationToken));
        return running;
    }

    private Task<InferenceResponse> InferAsync(int rows, string model = "m", string? output = null, TimeSpan? timeRemaining = null, bool onlyIfIdle = false) => _device.InferAsync(
        new() { Model = model, Inputs = [new("x", Tensor.Create(new byte[rows * 2], [rows, 2]))], Outputs = output is null ? [] : [output] },
        new(timeRemaining ?? TimeSpan.FromHours(1), OnlyIfIdle: onlyIfIdle),
        CancellationToken.None);
}
