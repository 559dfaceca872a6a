namespace Orleans.Inference.Routing;

/// <summary>Reaches every worker by a grain call.</summary>
internal sealed class GrainWorkerConnector(IGrainFactory grains) : IWorkerConnector
{
    public InferDelegate Connect(WorkerId worker) => grains.GetGrain<IWorkerGrain>(worker.ToString()).InferAsync;
}
