using Orleans.Inference.Models;

namespace Orleans.Inference.Benchmarks.Policies.Simulation;

/// <summary>A worker that runs one request after another, and measures its speed as real ones do.</summary>
internal sealed class SimulatedWorker
{
    private readonly Timeline _time;
    private readonly Func<double, double> _speedAt;
    private readonly Action<SimulatedRequest> _done;
    private readonly LinkedList<SimulatedRequest> _queue = [];
    private readonly SpeedMeter _meter;

    /// <param name="time">The time.</param>
    /// <param name="speedAt">Its requests per second at a time.</param>
    /// <param name="done">Told of each request that it has done.</param>
    public SimulatedWorker(Timeline time, Func<double, double> speedAt, Action<SimulatedRequest> done)
    {
        (_time, _speedAt, _done, _meter) = (time, speedAt, done, new(time));
        _meter.Add(1, TimeSpan.FromSeconds(1 / TrueSpeed)); // its warm-up
    }

    public double TrueSpeed => _speedAt(_time.Seconds);

    public double Speed => _meter.ExpectedRowsPerSecond;

    public int QueueLength => _queue.Count;

    public int Waiting => Math.Max(0, _queue.Count - 1);

    public int Done { get; private set; }

    public void Enqueue(SimulatedRequest request)
    {
        request.QueuedAt = _time.Seconds;
        _queue.AddLast(request);
        if (_queue.Count == 1) Begin();
    }

    /// <summary>Takes out the last ones that wait and were not moved yet.</summary>
    public List<SimulatedRequest> GiveBack(int count)
    {
        List<SimulatedRequest> moved = [];
        for (LinkedListNode<SimulatedRequest>? node = _queue.Last, previous; node != _queue.First && moved.Count < count; node = previous)
        {
            previous = node!.Previous;
            if (node.Value.MovedFrom is not null) continue;
            moved.Add(node.Value);
            _queue.Remove(node);
        }

        return moved;
    }

    private void Begin()
    {
        var request = _queue.First!.Value;
        request.BeganAt = _time.Seconds;
        var seconds = request.Work / TrueSpeed;
        _time.After(seconds, () =>
        {
            _queue.RemoveFirst();
            Done++;
            _meter.Add(1, TimeSpan.FromSeconds(seconds));
            _done(request);
            if (_queue.Count > 0) Begin();
        });
    }
}
