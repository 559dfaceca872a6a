using System.Collections.Immutable;
using Orleans.Inference.Tests.Routing;

namespace Orleans.Inference.Tests.Policies;

/// <summary>
/// Routers that share workers, in a time of its own: each worker does one request at a time, and tells its queue and its speed with each answer, which takes its
/// time to come.
/// </summary>
internal sealed class SimulatedRouters
{
    private readonly PriorityQueue<Action, (double At, long Order)> _events = new();
    private readonly Clock _clock = new();
    private readonly Random _random = new(1);
    private readonly double[] _speeds;
    private readonly Queue<(int Router, Action Answered)>[] _queues;
    private readonly ImmutableArray<Destination>[] _views;
    private readonly IDispatchPolicy[] _policies;
    private readonly double _delay;
    private long _order;

    /// <param name="policy">How each router chooses.</param>
    /// <param name="routers">How many.</param>
    /// <param name="delay">Seconds that a request or an answer is on its way.</param>
    /// <param name="speeds">Requests per second of the workers, which the routers learn from answers.</param>
    public SimulatedRouters(string policy, int routers, double delay, params double[] speeds)
    {
        (_speeds, _delay) = (speeds, delay);
        _queues = [.. speeds.Select(_ => new Queue<(int, Action)>())];
        _views = [.. Enumerable.Range(0, routers).Select(_ => speeds.Select((_, number) =>
            new Destination(Routes.Worker(number), null!, health: null, new(_clock), speed: 0)).ToImmutableArray())];
        _policies = [.. _views.Select(view => Routes.Policies().Create(policy, view))];
        Done = new int[speeds.Length];
        LongestQueue = new int[speeds.Length];
    }

    /// <summary>Requests that each worker has done.</summary>
    public int[] Done { get; }

    public int[] LongestQueue { get; }

    /// <summary>Callers that send their next request when they have an answer, spread over the routers.</summary>
    public SimulatedRouters Saturate(int callers, int requests)
    {
        for (var caller = 0; caller < callers; caller++) CallAgain(caller % _views.Length);
        Run(() => Done.Sum() < requests);
        return this;

        void CallAgain(int router) => Send(router, () => CallAgain(router));
    }

    /// <summary>Requests that come when they come, each to a router at random.</summary>
    public SimulatedRouters Arrive(double perSecond, int requests)
    {
        Next();
        Run(() => Done.Sum() < requests);
        return this;

        void Next() => After(-Math.Log(1 - _random.NextDouble()) / perSecond, () =>
        {
            Send(_random.Next(_views.Length), static () => { });
            Next();
        });
    }

    private void Send(int router, Action answered)
    {
        var destination = _policies[router].Choose(new(_clock.GetTimestamp(), $"{_random.Next(1000)}"));
        var worker = _views[router].IndexOf(destination);
        destination.Load.Sent();
        After(_delay, () =>
        {
            _queues[worker].Enqueue((router, answered));
            LongestQueue[worker] = Math.Max(LongestQueue[worker], _queues[worker].Count);
            if (_queues[worker].Count == 1) Begin(worker);
        });
    }

    private void Begin(int worker) => After(1 / _speeds[worker], () =>
    {
        var (router, answered) = _queues[worker].Dequeue();
        Done[worker]++;
        var load = new WorkerLoad(_queues[worker].Count, _speeds[worker]);
        After(_delay, () =>
        {
            var destination = _views[router][worker];
            destination.Told(Answer(destination, load), _clock.GetTimestamp());
            destination.Load.Returned();
            answered();
        });
        if (_queues[worker].Count > 0) Begin(worker);
    });

    private static InferenceResponse Answer(Destination destination, WorkerLoad load) => new()
    {
        Model = "m",
        Version = "1",
        Outputs = [],
        Worker = destination.Worker,
        Load = load,
        ExecutionTime = TimeSpan.FromSeconds(1 / load.Speed),
        QueueTime = TimeSpan.FromSeconds(load.QueueLength / load.Speed),
    };

    private void After(double seconds, Action action) => _events.Enqueue(action, (_clock.Seconds + seconds, _order++));

    private void Run(Func<bool> goesOn)
    {
        while (goesOn() && _events.TryDequeue(out var action, out var due))
        {
            _clock.Seconds = due.At;
            action();
        }
    }

    private sealed class Clock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => (long)(Seconds * TimeSpan.TicksPerSecond) + 1;
    }
}
