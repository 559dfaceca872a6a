using Orleans.Inference.Dispatch;

namespace Orleans.Inference.Tests.Dispatch;

/// <summary>Tables as wholes, where the dispatcher knows what changed.</summary>
internal static class RouteTables
{
    extension(RouteTableHistory history)
    {
        /// <summary>Takes in all routes there are.</summary>
        public bool UpdateAll(IEnumerable<ModelRoute> routes)
        {
            var all = routes.ToDictionary(route => route.Key, route => (ModelRoute?)route);
            foreach (var gone in history.Models.Where(model => !all.ContainsKey(model)).ToList()) all.Add(gone, null);
            return history.Update(all);
        }
    }

    extension(WorkerRegistry registry)
    {
        /// <summary>Takes in a sign of life, and tells whether routes may have changed by it.</summary>
        public bool Report(WorkerReport report, out bool routesChanged)
        {
            registry.TakeChanges();
            var isKnown = registry.Report(report);
            routesChanged = registry.HasChanges;
            return isKnown;
        }

        /// <summary>All routes as they follow from what workers said.</summary>
        public List<ModelRoute> BuildRoutes() => [.. registry.TakeAll().Select(route => route.Value!)];
    }
}
