using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Inference.Policies;

namespace Orleans.Inference.Benchmarks.Policies.Simulation;

/// <summary>Routers as they are, each with a dispatch policy and what it was told.</summary>
internal sealed class PolicyRouting(string policy, bool moves = false) : IRouting
{
    private readonly DispatchPolicyCatalog _policies = new([], NullLogger<DispatchPolicyCatalog>.Instance);
    private Timeline _time = new();
    private ImmutableArray<Destination>[] _views = [];
    private IDispatchPolicy[] _choices = [];

    public string Name => policy;

    public bool Moves => moves;

    public void Begin(Timeline time, IReadOnlyList<SimulatedWorker> workers, int routers)
    {
        _time = time;
        _views = [.. Enumerable.Range(0, routers).Select(router => workers.Select((worker, number) =>
            new Destination(Id(number), null!, health: null, new(time), worker.Speed, number == router % workers.Count ? Locality.SameHost : Locality.Elsewhere)).ToImmutableArray())];
        _choices = [.. _views.Select(view => _policies.Create(policy, view))];
    }

    public int Choose(SimulatedRequest request)
    {
        var view = _views[request.Router];
        var choice = request.MovedFrom is { } from ? _policies.Create(policy, view.RemoveAt(from)) : _choices[request.Router];
        var chosen = choice.Choose(new(_time.GetTimestamp(), request.Key));
        chosen.Load.Sent();
        return view.IndexOf(chosen);
    }

    public void Returned(SimulatedRequest request, int worker, WorkerLoad load, bool wasAnswered)
    {
        var destination = _views[request.Router][worker];
        if (wasAnswered) destination.Told(Answer(request, destination, load), _time.GetTimestamp());
        destination.Load.Returned();
    }

    public void Published(int worker, double speed)
    {
        foreach (var view in _views) view[worker].Speed = speed;
    }

    private InferenceResponse Answer(SimulatedRequest request, Destination destination, WorkerLoad load) => new()
    {
        Model = "m",
        Version = "1",
        Outputs = [],
        Worker = destination.Worker,
        Load = load,
        QueueTime = TimeSpan.FromSeconds(request.BeganAt - request.QueuedAt),
        ExecutionTime = TimeSpan.FromSeconds(_time.Seconds - request.BeganAt),
    };

    private static WorkerId Id(int number) => new(SiloAddress.New(IPAddress.Loopback, 11111, number), "cpu");
}
