using System.Net;
using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Devices;
using Orleans.Inference.Diagnostics;
using Orleans.Inference.Tests.Fakes;
using Orleans.Inference.Tests.Models;
using static Orleans.Inference.Tests.Scheduling.SchedulerHarness;

namespace Orleans.Inference.Tests.Scheduling;

public sealed class ServedDeviceTests : IAsyncDisposable
{
    private static readonly TestMeters Meters = new();
    private readonly EchoSession _session = new();
    private readonly ServedDevice _device = new(
        FakeBackend.Cpu(), new(SiloAddress.New(IPAddress.Loopback, 11111, 1), "cpu"), "silo-1", default, new() { DispatchPolicy = "lottery" }, new SiloInstruments(Meters), new FakeTimeProvider());

    public ServedDeviceTests()
    {
        _device.Slots.Change(new("slow", "1"), static _ => new(new("slow", "1"), ModelState.Loading));
        _device.Slots.Change(new("broken", "2"), static _ => new(new("broken", "2"), ModelState.Failed, "the file is no model"));
        _device.Slots.Change(new("m", "1"), static _ => new(new("m", "1"), ModelState.Loading));
        _device.SetReady(MakeModel(_session));
    }

    public async ValueTask DisposeAsync()
    {
        await Soon(_device.Scheduler.StopAsync(CancellationToken.None));
        _device.Dispose();
    }

    [Fact]
    public async Task A_request_is_answered_by_the_version_that_is_served()
    {
        Assert.Equal("1", (await Soon(InferAsync(Request("m")))).Version);
        Assert.Equal("1", (await Soon(InferAsync(Request("m", version: "1")))).Version);
    }

    [Fact]
    public async Task A_model_or_version_that_is_not_here_is_for_another_worker()
    {
        Assert.Contains("does not serve it", (await Assert.ThrowsAsync<NoWorkerException>(() => InferAsync(Request("M")))).Reason, StringComparison.Ordinal);
        Assert.Contains("serves version 1", (await Assert.ThrowsAsync<NoWorkerException>(() => InferAsync(Request("m", version: "2")))).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_is_not_ready_says_why()
    {
        Assert.Equal("it is being loaded", (await Assert.ThrowsAsync<NoWorkerException>(() => InferAsync(Request("slow")))).Reason);
        Assert.Equal("it failed to load: the file is no model", (await Assert.ThrowsAsync<NoWorkerException>(() => InferAsync(Request("broken")))).Reason);
    }

    [Fact]
    public async Task A_request_that_cannot_be_run_is_refused_before_it_waits()
    {
        await Assert.ThrowsAsync<InvalidInputException>(() => InferAsync(Request("m") with { Priority = (InferencePriority)4 }));
        await Assert.ThrowsAsync<InvalidInputException>(() => InferAsync(Request("m") with { Outputs = ["x"] }));
        await Assert.ThrowsAsync<InvalidInputException>(() => InferAsync(Request("m") with { Inputs = [] }));
        await Assert.ThrowsAsync<DeadlineExceededException>(() => InferAsync(Request("m"), TimeSpan.Zero));
        await Assert.ThrowsAsync<DeadlineExceededException>(() => InferAsync(Request("m"), TimeSpan.FromSeconds(-1)));
        Assert.Empty(_session.Runs);
    }

    [Fact]
    public void The_status_tells_what_became_of_each_model()
    {
        var status = _device.GetStatus();

        Assert.Equal(("silo-1", "cpu, 2 threads, 2 lanes", 0), (status.SiloName, status.Device, status.QueueLength));
        Assert.Equal(["broken", "m", "slow"], status.Models.Select(model => model.Name));
        Assert.Equal([ModelState.Failed, ModelState.Ready, ModelState.Loading], status.Models.Select(model => model.State));
        Assert.Equal("the file is no model", status.Models[0].Reason);
        Assert.NotNull(status.Models[1].Metadata);
        Assert.All(status.Models, model => Assert.Equal("lottery", model.DispatchPolicy));
    }

    [Fact]
    public async Task A_report_has_the_queue_and_the_speeds_of_what_is_ready()
    {
        _session.Hold();
        var running = InferAsync(Request("m"));
        await Soon(_session.Began.WaitAsync(TestContext.Current.CancellationToken));

        Assert.Equal(1, _device.GetReport().QueueLength);
        Assert.Equal(new ModelKey("m", "1"), Assert.Single(_device.GetReport().Models).Model);
        _session.LetAllGo();
        await Soon(running);
    }

    [Fact]
    public async Task Sessions_are_closed_when_nothing_runs_on_them_any_more()
    {
        await Soon(_device.Scheduler.StopAsync(CancellationToken.None));
        Assert.False(_session.IsDisposed);

        _device.Dispose();

        Assert.True(_session.IsDisposed);
    }

    [Fact]
    public async Task A_session_on_which_a_run_does_not_end_is_left_to_the_process()
    {
        _session.Hold();
        var running = InferAsync(Request("m"));
        await Soon(_session.Began.WaitAsync(TestContext.Current.CancellationToken));
        await Soon(_device.Scheduler.StopAsync(new CancellationToken(canceled: true)));

        _device.Dispose();

        Assert.False(_session.IsDisposed);
        _session.LetAllGo();
        await Soon(running);
    }

    [Fact]
    public void A_device_of_a_silo_that_did_not_come_up_closes_its_sessions_too()
    {
        _device.Dispose();

        Assert.True(_session.IsDisposed);
    }

    private static Sent Request(string model, string? version = null) => new(model, version, [new("x", Tensor.Create(new byte[] { 1, 2 }, [1, 2]))], []);

    private Task<InferenceResponse> InferAsync(Sent sent, TimeSpan? timeRemaining = null) => _device.InferAsync(
        new() { Model = sent.Model, Version = sent.Version, Inputs = [.. sent.Inputs], Outputs = [.. sent.Outputs], Priority = sent.Priority },
        new(timeRemaining ?? TimeSpan.FromHours(1)),
        CancellationToken.None);

    private sealed record Sent(string Model, string? Version, NamedTensor[] Inputs, string[] Outputs, InferencePriority Priority = InferencePriority.Default);
}
