using System.Collections.Immutable;
using Orleans.Inference.Routing;

namespace Orleans.Inference.External;

/// <summary>The external workers that a route table tells of: what is left of them when their silo died and the dispatcher with it.</summary>
internal static class HeldExternalWorkers
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<ExternalWorkerRegistration> Of(RouteTable table)
    {
        Dictionary<string, List<RoutedModel>> models = new(StringComparer.Ordinal);
        foreach (var model in table.Models.Values.Where(static model => model.Route.Metadata is { Platform: ExternalModels.Platform }))
        {
            foreach (var destination in model.Destinations)
            {
                if (!destination.Worker.IsExternal) continue;
                if (!models.TryGetValue(destination.Worker.Device, out var known)) models.Add(destination.Worker.Device, known = []);
                known.Add(model);
            }
        }

        return [.. models.Select(static worker => Describe(worker.Key, worker.Value))];
    }

    /// <summary>One of them; <see langword="null"/> when the table does not have it.</summary>
    public static ExternalWorkerRegistration? Find(RouteTable table, string url)
    {
        var worker = WorkerId.External(url);
        List<RoutedModel> models = [.. table.Models.Values.Where(model => model.Destinations.Any(destination => destination.Worker == worker))];
        return models.Count == 0 ? null : Describe(url, models);
    }

    // Whether it sends heart beats shows with the first one.
    private static ExternalWorkerRegistration Describe(string url, List<RoutedModel> models) => new()
    {
        Url = url,
        Models = [.. models.Select(static model => model.Route.Key.Name).Order(StringComparer.Ordinal)],
        IsMultimodal = models.Any(static model => model.Route.Metadata?.Text.HasFlag(TextCapabilities.Images) == true),
    };
}
