using Orleans.Inference.Devices;
using Orleans.Inference.Models;
using Orleans.Inference.Routing;

namespace Orleans.Inference.Hosting;

/// <summary>
/// A silo becomes ready when each model that is loaded at its start is warm or failed, and this process's route table has the warm ones. Afterwards models come and
/// go, and it is ready as long as any of each device's are routed to it.
/// </summary>
internal sealed class SiloReadiness(DeviceHost host, RouteTableSubscription subscription) : IInferenceReadiness
{
    private volatile bool _wasReady;

    public string? Missing
    {
        get
        {
            if (!host.IsSettled) return "models that are being loaded";
            var table = subscription.Table;
            if (table.Stamp == RouteTableStamp.None) return "the route table";
            if (!host.Devices.All(device => IsRouted(table, device))) return "routes to this silo's models";
            _wasReady = true;
            return null;
        }
    }

    private bool IsRouted(RouteTable table, ServedDevice device)
    {
        var ready = device.Slots.All.Where(static slot => slot is { State: ModelState.Ready, Served: not null }).Select(static slot => slot.Served!).ToList();
        return ready.Count == 0 || (_wasReady ? ready.Exists(model => IsRouted(table, model, device.Worker)) : ready.TrueForAll(model => IsRouted(table, model, device.Worker)));
    }

    // A pipeline is routed to the workers that have the most of its steps.
    private static bool IsRouted(RouteTable table, ServedModel model, WorkerId worker) =>
        table.Models.TryGetValue(model.Key, out var routed) && routed.Destinations.Any(destination => destination.Worker == worker || model.Pipeline is not null);
}
