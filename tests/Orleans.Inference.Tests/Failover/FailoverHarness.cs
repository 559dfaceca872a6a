using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Diagnostics;
using Orleans.Inference.Failover;
using Orleans.Inference.Gateways;
using Orleans.Inference.Routing;
using Orleans.Inference.Tests.Fakes;
using Orleans.Inference.Tests.Routing;

namespace Orleans.Inference.Tests.Failover;

/// <summary>A router with workers that the test plays, and a clock that stands still.</summary>
internal sealed class FailoverHarness : IWorkerConnector, IDisposable
{
    private readonly RouteTableSubscription _subscription;
    private readonly Channel<FakeWorker.Attempted> _attempts = Channel.CreateUnbounded<FakeWorker.Attempted>();
    private readonly RouteTableUpdate _table;

    public FailoverHarness(int workers)
    {
        Workers = [.. Enumerable.Range(1, workers).Select(number => new FakeWorker(number, _attempts.Writer))];
        _table = Routes.Full(1, Routes.Route("m", "1", [.. Enumerable.Range(1, workers).Select(number => (number, 1.0))]));
        var grains = GrainStubs.Factory((_, _, arguments) => Task.FromResult((RouteTableStamp)arguments[0]! == _table.To ? null : _table));
        var options = Options.Create(new InferenceClientOptions());
        Budget = new(Time);
        RouterInstruments instruments = new(Meters);
        Health = new(Budget, instruments, Time, NullLogger<ClusterHealth>.Instance);
        RouteTableBuilder builder = new(this, Routes.Policies(), Health, Routes.Elsewhere, Time);
        _subscription = new(grains, builder, options, Time, NullLogger<RouteTableSubscription>.Instance);
        Client = new(_subscription, new(grains, _subscription, Time), new(grains, _subscription), new(Health, Budget, instruments, Time), Budget, new(Time), Routes.Answers(Health, grains, Time), Routes.Aliases(_subscription, grains, Time), Routes.Shadows(_subscription, Routes.Answers(Health, grains, Time), instruments, Time), Routes.Policies(), options, instruments, Time);
        Probe = new(Health, new NoGateways(), Time, NullLogger<HealthProbe>.Instance);
    }

    public FakeTimeProvider Time { get; } = new();

    /// <summary>Has the router's instruments.</summary>
    public TestMeters Meters { get; } = new();

    public IReadOnlyList<FakeWorker> Workers { get; }

    public ClusterHealth Health { get; }

    public RetryBudget Budget { get; }

    public HealthProbe Probe { get; }

    public InferenceClient Client { get; }

    /// <summary>Whether late requests are tried on a second worker.</summary>
    public bool? Hedge { get; init; }

    public IEnumerable<Destination> Destinations => _subscription.Table.Find("m", null).Destinations;

    public Task<InferenceResponse> InferAsync(TimeSpan? timeout = null) =>
        Client.InferAsync(new() { Model = "m", Inputs = [], Timeout = timeout ?? TimeSpan.FromSeconds(30), Hedge = Hedge }, TestContext.Current.CancellationToken);

    /// <summary>Sends a request and waits until it is at a worker.</summary>
    public async Task<(Task<InferenceResponse> Call, FakeWorker.Attempted Attempt)> SendAsync()
    {
        var call = InferAsync();
        return (call, await NextAsync());
    }

    /// <summary>The next request that comes to any worker.</summary>
    public Task<FakeWorker.Attempted> NextAsync() => EndAsync(_attempts.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask());

    /// <summary>The next request that came to any worker, if one did.</summary>
    public FakeWorker.Attempted? TryNext() => _attempts.Reader.TryRead(out var attempt) ? attempt : null;

    /// <summary>Lets time pass, with a look at the workers' health as often as there is one.</summary>
    public void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += HealthProbe.Period)
        {
            Time.Advance(HealthProbe.Period);
            Probe.Look();
        }
    }

    public void Lose(FakeWorker worker) => Health.BlameSilo(worker.Id.Silo!.Endpoint, Verdict.WorkerLost);

    public WorkerConnection Connect(WorkerRoute worker) => Workers.Single(candidate => candidate.Id == worker.Worker).Connection;

    /// <summary>Lets the router's own pauses pass until a call is at its end.</summary>
    public async Task<T> EndAsync<T>(Task<T> call)
    {
        while (!call.IsCompleted)
        {
            Time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.WhenAny(call, Task.Delay(1, TestContext.Current.CancellationToken));
        }

        return await call;
    }

    public void Dispose()
    {
        Probe.Dispose();
        _subscription.Dispose();
        Meters.Dispose();
    }
}
