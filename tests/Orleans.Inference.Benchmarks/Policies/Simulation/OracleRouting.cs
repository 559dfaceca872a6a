namespace Orleans.Inference.Benchmarks.Policies.Simulation;

/// <summary>Knows every queue and every true speed at the moment of the choice, which no router can.</summary>
internal sealed class OracleRouting : IRouting
{
    private IReadOnlyList<SimulatedWorker> _workers = [];

    public string Name => "oracle";

    public bool Moves => false;

    public void Begin(Timeline time, IReadOnlyList<SimulatedWorker> workers, int routers) => _workers = workers;

    public int Choose(SimulatedRequest request)
    {
        var (best, bestSeconds, ties) = (0, double.PositiveInfinity, 0);
        for (var worker = 0; worker < _workers.Count; worker++)
        {
            var seconds = (_workers[worker].QueueLength + 1) / _workers[worker].TrueSpeed;
            if (seconds > bestSeconds) continue;
            if (seconds < bestSeconds) ties = 0;
            bestSeconds = seconds;
            if (Random.Shared.Next(++ties) == 0) best = worker;
        }

        return best;
    }

    public void Returned(SimulatedRequest request, int worker, WorkerLoad load, bool wasAnswered)
    {
    }

    public void Published(int worker, double speed)
    {
    }
}
