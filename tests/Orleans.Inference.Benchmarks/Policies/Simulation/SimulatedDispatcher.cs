using System.Net;
using Orleans.Inference.Dispatch;

namespace Orleans.Inference.Benchmarks.Policies.Simulation;

/// <summary>What the dispatcher does: workers report ten times a second, speeds that left their band are published anew, and four times a second what waits may be moved.</summary>
internal sealed class SimulatedDispatcher
{
    private const double ReportPeriod = 0.1, ReconciliationPeriod = 0.25, SpeedTolerance = 0.25;
    private readonly IReadOnlyList<SimulatedWorker> _workers;
    private readonly QueueBalance _balance;
    private readonly double[] _published;
    private RegisteredWorker[] _reports = [];

    public SimulatedDispatcher(Timeline time, IReadOnlyList<SimulatedWorker> workers, IRouting routing, Action<int, int> giveBack)
    {
        (_workers, _balance) = (workers, new(time));
        _published = [.. workers.Select(worker => worker.Speed)];
        time.Every(ReportPeriod, () => Report(routing));
        if (!routing.Moves) return;
        time.Every(ReconciliationPeriod, () =>
        {
            foreach (var move in _balance.FindMoves(_reports)) giveBack(move.From.Silo!.Generation, move.Count);
        });
    }

    private void Report(IRouting routing)
    {
        _reports = [.. _workers.Select(Describe)];
        for (var worker = 0; worker < _workers.Count; worker++)
        {
            var speed = _workers[worker].Speed;
            if (Math.Abs(speed - _published[worker]) <= _published[worker] * SpeedTolerance) continue;
            _published[worker] = speed;
            routing.Published(worker, speed);
        }
    }

    private static RegisteredWorker Describe(SimulatedWorker worker, int number) => new(
        new()
        {
            Worker = new(SiloAddress.New(IPAddress.Loopback, 11111, number), "cpu"),
            SiloName = $"{number}",
            Device = "cpu",
            QueueLength = worker.QueueLength,
            Models = [new() { Name = "m", Version = "1", State = ModelState.Ready, Speed = worker.Speed, Waiting = worker.Waiting, DispatchPolicy = DispatchPolicies.ShortestQueue }],
        },
        HeardAt: 0);
}
