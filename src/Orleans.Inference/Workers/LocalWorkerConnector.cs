using Orleans.Inference.Devices;
using Orleans.Inference.Routing;
using Orleans.Inference.Transport;

namespace Orleans.Inference.Workers;

/// <summary>
/// Reaches a worker of this silo without a grain call: the grain would only pass the request on, and one grain runs one thing at a time, so that a short run
/// could not be done in place by several callers at once. Workers of other silos are reached by grain calls.
/// </summary>
internal sealed class LocalWorkerConnector(DeviceHost host, ILocalSiloDetails silo, IGrainFactory grains, DataConnections connections) : IWorkerConnector
{
    private readonly GrainWorkerConnector _remote = new(grains, connections);

    public WorkerConnection Connect(WorkerRoute worker) => silo.SiloAddress.Equals(worker.Worker.Silo) && host.Find(worker.Worker.Device) is { } device
        ? new(device.InferLocallyAsync, Remote: null)
        : _remote.Connect(worker);
}
