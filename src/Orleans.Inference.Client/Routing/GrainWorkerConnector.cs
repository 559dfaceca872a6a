namespace Orleans.Inference.Routing;

/// <summary>Reaches every worker by a grain call.</summary>
internal sealed class GrainWorkerConnector(IGrainFactory grains) : IWorkerConnector
{
    public WorkerConnection Connect(WorkerId worker)
    {
        var grain = grains.GetGrain<IWorkerGrain>(worker.ToString());
        return new(grain.InferAsync, new(grain.InferAfterLossAsync, grain.TakeTurnAsync, grain.PingAsync, grain.GetGrainId()));
    }
}
