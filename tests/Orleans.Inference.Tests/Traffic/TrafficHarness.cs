using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Diagnostics;
using Orleans.Inference.Failover;
using Orleans.Inference.Routing;
using Orleans.Inference.Tests.Fakes;
using Orleans.Inference.Tests.Routing;

namespace Orleans.Inference.Tests.Traffic;

/// <summary>A router with aliases, and versions 1, 2 and 3 of a model whose answers the test gives; a version 4 is being loaded.</summary>
internal sealed class TrafficHarness : IWorkerConnector, IDisposable
{
    private readonly RouteTableSubscription _subscription;
    private RouteTableUpdate _table;

    public TrafficHarness(params ModelAlias[] aliases)
    {
        _table = Routes.Full(1, Routes.Route("digits", "1", (1, 1)), Routes.Route("digits", "2", (2, 1)), Routes.Route("digits", "3", (3, 1), (4, 1), (5, 1)), Routes.Route("digits", "4"));
        _table = _table with { Aliases = aliases.Aggregate(AliasTable.Empty, (table, alias) => table.With(alias)) };
        var grains = GrainStubs.Factory((_, _, arguments) =>
        {
            Interlocked.Increment(ref _renewals);
            return Task.FromResult((RouteTableStamp)arguments[0]! == _table.To ? null : _table);
        });
        var options = Options.Create(new InferenceClientOptions());
        RouterInstruments instruments = new(Meters);
        Budget = new(Time);
        Health = new(Budget, instruments, Time, NullLogger<ClusterHealth>.Instance);
        _subscription = new(grains, new(this, Routes.Policies(), Health, Routes.Elsewhere, Time), options, Time, NullLogger<RouteTableSubscription>.Instance);
        var answers = Routes.Answers(Health, grains, Time);
        Client = new(
            _subscription, new(grains, _subscription, Time), new(grains, _subscription), new(Health, Budget, instruments, Time), Budget, new(Time), answers, Routes.Aliases(_subscription, grains, Time),
            Routes.Shadows(_subscription, answers, instruments, Time), Routes.Policies(), options, instruments, Time);
    }

    private int _renewals;

    public int Renewals => Volatile.Read(ref _renewals);

    public FakeTimeProvider Time { get; } = new();

    public TestMeters Meters { get; } = new();

    public RetryBudget Budget { get; }

    public ClusterHealth Health { get; }

    public InferenceClient Client { get; }

    /// <summary>All requests that came to a worker.</summary>
    public ConcurrentQueue<InferenceRequest> Requests { get; } = new();

    /// <summary>What a worker answers; its version as a number if nothing else is said.</summary>
    public Func<InferenceRequest, CancellationToken, Task<InferenceResponse>> Infer { get; set; } = static (request, _) => Task.FromResult(Answer(request));

    public static ModelAlias Alias(string name, params (string Version, double Weight)[] targets) =>
        new() { Name = name, Targets = [.. targets.Select(target => new AliasTarget("digits", target.Version, target.Weight))] };

    public static InferenceResponse Answer(InferenceRequest request, float? value = null) => new()
    {
        Model = request.Model,
        Version = request.Version ?? "3",
        Outputs = [new("y", Tensor.Create([value ?? float.Parse(request.Version ?? "3", System.Globalization.CultureInfo.InvariantCulture)], [1]))],
        Worker = default,
    };

    public Task<InferenceResponse> InferAsync(string model, string? version = null, string? key = null, TimeSpan? timeout = null) => Client.InferAsync(
        new() { Model = model, Version = version, Inputs = [], AffinityKey = key, Timeout = timeout, Priority = InferencePriority.Interactive }, TestContext.Current.CancellationToken);

    /// <summary>The router hears of other aliases when it asks.</summary>
    public void Change(params ModelAlias[] aliases) => _table = _table with
    {
        To = _table.To with { Version = _table.To.Version + 1 },
        Aliases = new AliasTable(_table.Aliases!.Version + 1, [.. aliases]),
    };

    public WorkerConnection Connect(WorkerRoute worker) => new(
        (request, _, cancellationToken) =>
        {
            Requests.Enqueue(request);
            return Infer(request, cancellationToken);
        },
        new(
            (request, _, _, cancellationToken) => Infer(request, cancellationToken),
            static (_, _) => Task.FromResult(true),
            static _ => Task.CompletedTask,
            GrainId.Create("test.worker", worker.Worker.ToString())));

    public void Dispose()
    {
        _subscription.Dispose();
        Meters.Dispose();
    }
}
