using Orleans.Inference.Transport;

namespace Orleans.Inference.Routing;

/// <summary>Reaches every worker by a grain call, beside which large tensors travel by a data connection.</summary>
internal sealed class GrainWorkerConnector(IGrainFactory grains, DataConnections connections) : IWorkerConnector
{
    public WorkerConnection Connect(WorkerRoute worker)
    {
        var grain = grains.GetWorker(worker.Worker);
        if (worker.Worker.Silo is not { } silo) return new(grain.InferAsync, new((request, remaining, turn, token) => grain.InferAfterLossAsync(request, new(remaining), turn, token), grain.TakeTurnAsync, grain.PingAsync, grain.GetGrainId()));
        WorkerCalls calls = new(grain, connections.To(silo, worker.Data), connections);
        return new(calls.InferAsync, new(calls.InferAfterLossAsync, grain.TakeTurnAsync, grain.PingAsync, grain.GetGrainId()));
    }
}
