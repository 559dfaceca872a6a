using Orleans.Inference.Failover;
using Orleans.Inference.Policies;
using Orleans.Inference.Routing;

namespace Orleans.Inference;

/// <summary>A worker as the place where one model can be run: what a dispatch policy chooses among.</summary>
public sealed class Destination
{
    private double _speed;

    internal Destination(WorkerId worker, InferDelegate infer, WorkerHealth? health, WorkerLoadEstimate load, double speed, Locality locality = Locality.Elsewhere)
    {
        (Worker, InferAsync, Health, Load, _speed, Locality) = (worker, infer, health, load, speed, locality);
        (PublishedSpeed, Latency) = (speed, new(load.Clock));
        WorkerHash = AffinityHash.Of(worker.ToString());
    }

    /// <summary>The worker.</summary>
    public WorkerId Worker { get; }

    /// <summary>How near the worker is.</summary>
    public Locality Locality { get; }

    /// <summary>Rows per second of the model on the worker, as it last told, else as the route table says; 0 while nobody knows.</summary>
    public double Speed
    {
        get => Volatile.Read(ref _speed);
        internal set => Volatile.Write(ref _speed, value);
    }

    /// <summary>Requests of this process that are on the worker or on their way there.</summary>
    public int InFlight => Load.InFlight;

    /// <summary>The time an answer of the worker took lately, from its arrival there.</summary>
    internal LatencyEstimate Latency { get; }

    /// <summary>The speed that the route table says.</summary>
    internal double PublishedSpeed { get; set; }

    /// <summary>Runs the model there.</summary>
    internal InferDelegate InferAsync { get; }

    /// <summary>Whether it can be reached; <see langword="null"/> for a worker of this process. Shared by all models on it.</summary>
    internal WorkerHealth? Health { get; }

    internal bool IsSuspect => Health is { IsSuspect: true };

    /// <summary>The worker's load; shared by all models on it.</summary>
    internal WorkerLoadEstimate Load { get; }

    /// <summary>The worker as a number that is the same in every process.</summary>
    internal uint WorkerHash { get; }

    /// <summary>The requests that the worker has, this process's and the others': what it last told, aged, and what was sent since.</summary>
    /// <param name="context">What the policy was given.</param>
    public double GetQueueLength(in DispatchContext context) => Load.QueueLengthAt(context.Now);

    /// <summary>The seconds until the worker is done with what it has and one request more. One whose speed is not known yet is tried by one request at a time.</summary>
    /// <param name="context">What the policy was given.</param>
    public double GetExpectedSeconds(in DispatchContext context) =>
        Speed is > 0 and var speed ? (Load.QueueLengthAt(context.Now) + 1) / speed
        : Load.InFlight == 0 ? 0
        : double.PositiveInfinity;

    /// <summary>Takes in what came with an answer.</summary>
    internal void Told(InferenceResponse response, long now)
    {
        Load.Told(response.Load, now);
        Latency.Add((response.QueueTime + response.ExecutionTime).TotalSeconds, now);
        Health?.Heard();
        if (response.Load.Speed > 0) Speed = response.Load.Speed;
    }
}
