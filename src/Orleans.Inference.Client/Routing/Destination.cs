using Orleans.Inference.Failover;

namespace Orleans.Inference.Routing;

/// <summary>A worker as the place where one model can be run: what a dispatch policy chooses among.</summary>
internal sealed class Destination(WorkerId worker, InferDelegate infer, WorkerHealth? health, WorkerLoadEstimate load, double speed)
{
    private double _speed = speed;

    public WorkerId Worker { get; } = worker;

    /// <summary>Runs the model there.</summary>
    public InferDelegate InferAsync { get; } = infer;

    /// <summary>Whether it can be reached; <see langword="null"/> for a worker of this process. Shared by all models on it.</summary>
    public WorkerHealth? Health { get; } = health;

    public bool IsSuspect => Health is { IsSuspect: true };

    /// <summary>The worker's load; shared by all models on it.</summary>
    public WorkerLoadEstimate Load { get; } = load;

    /// <summary>Rows per second of the model on the worker: as the worker last told, else as the table says.</summary>
    public double Speed
    {
        get => Volatile.Read(ref _speed);
        set => Volatile.Write(ref _speed, value);
    }

    /// <summary>Takes in what came with an answer.</summary>
    public void Told(WorkerLoad load)
    {
        Load.Told(load);
        Health?.Heard();
        if (load.Speed > 0) Speed = load.Speed;
    }
}
