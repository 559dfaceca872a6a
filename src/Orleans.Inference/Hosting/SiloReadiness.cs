using Orleans.Inference.Devices;
using Orleans.Inference.Models;
using Orleans.Inference.Routing;

namespace Orleans.Inference.Hosting;

/// <summary>A silo is ready when each of its models is warm or failed, and this process's route table has the warm ones.</summary>
internal sealed class SiloReadiness(DeviceHost host, RouteTableSubscription subscription) : IInferenceReadiness
{
    public string? Missing
    {
        get
        {
            if (!host.IsSettled) return "models that are being loaded";
            var table = subscription.Table;
            if (table.Stamp == RouteTableStamp.None) return "the route table";
            return host.Devices.All(device => device.ServedModels.All(model => IsRouted(table, model, device.Worker))) ? null : "routes to this silo's models";
        }
    }

    // A pipeline is routed to the workers that have the most of its steps.
    private static bool IsRouted(RouteTable table, ServedModel model, WorkerId worker) =>
        table.Models.TryGetValue(model.Key, out var routed) && routed.Destinations.Any(destination => destination.Worker == worker || model.Pipeline is not null);
}
