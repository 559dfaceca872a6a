namespace Orleans.Inference.Dispatch;

/// <summary>Requests that a worker is to give back, because others serve them sooner.</summary>
internal readonly record struct Move(WorkerId From, ModelKey Model, int Count);

/// <summary>
/// Finds queues that take much longer than those of the same model elsewhere: a worker joined, or one fell behind. What waits there is to be spread so that all
/// are done at the same time.
/// </summary>
/// <remarks>
/// Numbers are up to 100 ms old, and the speed of a worker that joined is that of its warm-up: so small differences are left alone, half of what is too much moves
/// at a time, and a worker that was asked to give back is not asked again at once.
/// </remarks>
internal sealed class QueueBalance(TimeProvider timeProvider)
{
    private static readonly TimeSpan MinGain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(500);
    private const double MinRatio = 2;
    private const double Step = 0.5;
    private readonly Dictionary<WorkerId, long> _askedAt = [];

    /// <summary>What is to be moved now.</summary>
    public List<Move> FindMoves(IReadOnlyCollection<RegisteredWorker> workers)
    {
        List<Move> moves = [];
        if (!workers.Any(worker => worker.Status.Models.Any(model => model.Waiting > 0))) return moves;
        var queues = workers.Where(worker => worker.Status.State == WorkerState.Serving).SelectMany(worker => QueuesOf(worker.Status)).ToList();
        foreach (var group in queues.GroupBy(queue => queue.Model).Where(group => group.Any(queue => queue.Waiting > 0))) FindMoves([.. group], moves);
        foreach (var rested in _askedAt.Keys.Where(worker => !IsResting(worker)).ToList()) _askedAt.Remove(rested);
        foreach (var move in moves) _askedAt[move.From] = timeProvider.GetTimestamp();
        return moves;
    }

    private void FindMoves(List<Queue> queues, List<Move> moves)
    {
        var speed = queues.Sum(queue => queue.Speed);
        var even = queues.Sum(queue => queue.Seconds * queue.Speed) / speed; // when all would be done, were it spread
        foreach (var queue in queues)
        {
            var gain = queue.Seconds - even;
            if (gain < MinGain.TotalSeconds || queue.Seconds < even * MinRatio || IsResting(queue.Worker)) continue;
            var count = (int)Math.Min(queue.Waiting, gain * queue.Speed * Step);
            if (count > 0) moves.Add(new(queue.Worker, queue.Model, count));
        }
    }

    private static IEnumerable<Queue> QueuesOf(WorkerStatus worker)
    {
        var ready = worker.Models.Where(model => model.State == ModelState.Ready && model.Speed > 0).ToList();
        var seconds = ready.Sum(model => model.Waiting / model.Speed);
        return ready
            .Where(model => model.DispatchPolicy != DispatchPolicies.Sticky) // they wait where they want to be
            .Select(model => new Queue(worker.Worker, new(model.Name, model.Version), model.Waiting, model.Speed, seconds));
    }

    private bool IsResting(WorkerId worker) => _askedAt.TryGetValue(worker, out var at) && timeProvider.GetElapsedTime(at) < Rest;

    /// <summary>A model's queue on a worker, its speed there, and the seconds until the worker is done with all that waits there.</summary>
    private readonly record struct Queue(WorkerId Worker, ModelKey Model, int Waiting, double Speed, double Seconds);
}
