namespace Orleans.Inference.Silo.Status;

/// <summary>Finds models of which workers have different files under the same version: their answers depend on who is asked.</summary>
internal static class ModelDifferences
{
    private const int ShownDigits = 8;

    public static IEnumerable<string> Describe(ClusterView cluster) =>
        from place in cluster.Workers.SelectMany(worker => worker.Models.Select(model => (worker.Silo, Model: model)))
        where place.Model.Content.Length > 0
        group place by (place.Model.Name, place.Model.Version) into version
        let contents = version.GroupBy(place => place.Model.Content, place => place.Silo).ToList()
        where contents.Count > 1
        select $"{version.Key.Name}/{version.Key.Version} differs: {string.Join(", ", contents.Select(content => $"{Who([.. content.Distinct()])} {Shorten(content.Key)}"))}";

    private static string Who(string[] silos) => silos.Length == 1 ? $"{silos[0]} has" : $"{silos[0]} and {silos.Length - 1} more have";

    private static string Shorten(string hash) => hash.Length <= ShownDigits ? hash : $"{hash[..ShownDigits]}…";
}
