namespace Orleans.Inference.Benchmarks.Policies.Simulation;

/// <summary>Who says which worker takes a request.</summary>
internal interface IRouting
{
    string Name { get; }

    /// <summary>Whether what waits is moved to where it is served sooner.</summary>
    bool Moves { get; }

    void Begin(Timeline time, IReadOnlyList<SimulatedWorker> workers, int routers);

    int Choose(SimulatedRequest request);

    /// <summary>A worker's answer came, or it gave the request back.</summary>
    void Returned(SimulatedRequest request, int worker, WorkerLoad load, bool wasAnswered);

    /// <summary>The dispatcher publishes a worker's speed anew.</summary>
    void Published(int worker, double speed);
}
