namespace Orleans.Inference.Benchmarks.Policies.Simulation;

/// <summary>One run: requests come, routers choose, workers work.</summary>
internal sealed class FleetSimulation
{
    private const double NetworkSeconds = 0.0002;
    private const double RunDeviation = 0.5; // of the lognormal run times, over their mean
    private const int Keys = 1000;
    private const double WarmUpShare = 0.1;
    private readonly Timeline _time = new();
    private readonly Scenario _scenario;
    private readonly IRouting _routing;
    private readonly Random _random;
    private readonly SimulatedWorker[] _workers;
    private readonly List<double> _waits;
    private readonly int _requests;
    private int _arrived;
    private double _rate;

    private FleetSimulation(Scenario scenario, IRouting routing, int requests, int seed)
    {
        (_scenario, _routing, _requests, _random, _waits) = (scenario, routing, requests, new(seed), new(requests));
        var duration = requests / (scenario.Capacity * (scenario.IsBursty ? (Scenario.Burst + Scenario.Lull) / 2 : Scenario.Load));
        _workers = [.. scenario.Speeds.Select((speed, number) => new SimulatedWorker(_time, at =>
            scenario.TurnsSlow && number == 0 && at > duration / 3 && at < duration * 2 / 3 ? speed / Scenario.Slowdown : speed, request => Answer(number, request)))];
        routing.Begin(_time, _workers, scenario.Routers);
        _ = new SimulatedDispatcher(_time, _workers, routing, GiveBack);
        Arrive();
    }

    public static SimulationResult Run(Scenario scenario, IRouting routing, int requests, int seed)
    {
        var run = new FleetSimulation(scenario, routing, requests, seed);
        run._time.RunWhile(() => run._waits.Count < requests);
        double[] waits = [.. run._waits.Skip((int)(requests * WarmUpShare)).Order()];
        return new(waits[waits.Length / 2] * 1000, waits[waits.Length * 99 / 100] * 1000, run._workers[0].Done / (double)run._workers.Sum(worker => worker.Done));
    }

    private void Arrive()
    {
        if (_scenario.IsBursty) SwitchPhase();
        else _rate = _scenario.Capacity * Scenario.Load;
        Next();

        void SwitchPhase()
        {
            _rate = _scenario.Capacity * (_rate == _scenario.Capacity * Scenario.Burst ? Scenario.Lull : Scenario.Burst);
            _time.After(Exponential(1), SwitchPhase);
        }

        void Next() => _time.After(Exponential(1 / _rate), () =>
        {
            if (_arrived++ < _requests) Send(new(_random.Next(_scenario.Routers), $"user {_random.Next(Keys)}", LogNormal(), _time.Seconds));
            Next();
        });
    }

    private void Send(SimulatedRequest request)
    {
        var worker = _routing.Choose(request);
        _time.After(NetworkSeconds, () => _workers[worker].Enqueue(request));
    }

    private void Answer(int worker, SimulatedRequest request)
    {
        var load = new WorkerLoad(Math.Max(0, _workers[worker].QueueLength), _workers[worker].Speed);
        _time.After(NetworkSeconds, () =>
        {
            _routing.Returned(request, worker, load, wasAnswered: true);
            _waits.Add(_time.Seconds - request.ArrivedAt);
        });
    }

    private void GiveBack(int worker, int count)
    {
        foreach (var request in _workers[worker].GiveBack(count))
        {
            request.MovedFrom = worker;
            _time.After(NetworkSeconds, () =>
            {
                _routing.Returned(request, worker, default, wasAnswered: false);
                Send(request);
            });
        }
    }

    private double Exponential(double mean) => -Math.Log(1 - _random.NextDouble()) * mean;

    private double LogNormal()
    {
        var variance = Math.Log(1 + RunDeviation * RunDeviation);
        var normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        return Math.Exp(normal * Math.Sqrt(variance) - variance / 2);
    }
}

/// <summary>What callers saw of a run, in milliseconds, and the first worker's share.</summary>
internal readonly record struct SimulationResult(double P50, double P99, double FirstShare);
