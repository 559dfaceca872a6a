using Orleans.Inference.Transport;

namespace Orleans.Inference.Routing;

/// <summary>Reaches every worker by a grain call, beside which large tensors travel by a data connection.</summary>
internal sealed class GrainWorkerConnector(IGrainFactory grains, DataConnections connections) : IWorkerConnector
{
    public WorkerConnection Connect(WorkerRoute worker)
    {
        var grain = grains.GetGrain<IWorkerGrain>(worker.Worker.ToString());
        WorkerCalls calls = new(grain, connections.To(worker.Worker.Silo, worker.Data), connections);
        return new(calls.InferAsync, new(calls.InferAfterLossAsync, grain.TakeTurnAsync, grain.PingAsync, grain.GetGrainId()));
    }
}
