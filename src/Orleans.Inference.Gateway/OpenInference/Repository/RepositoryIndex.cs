namespace Orleans.Inference.Gateway.OpenInference.Repository;

/// <summary>A version of a model in the repository, in the words of the protocol.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Version">The version; empty where its folder holds none that can be read.</param>
/// <param name="State"><c>READY</c>, <c>LOADING</c>, <c>UNLOADING</c> or <c>UNAVAILABLE</c>: the first of them in which any worker has it.</param>
/// <param name="Reason">Why it is not ready; empty where it is.</param>
internal readonly record struct RepositoryIndex(string Name, string Version, string State, string Reason)
{
    public const string Ready = "READY";

    public static IEnumerable<RepositoryIndex> Of(ClusterStatus cluster) =>
        from model in cluster.Workers.SelectMany(static worker => worker.Models)
        group model by (model.Name, model.Version) into version
        orderby version.Key.Name, version.Key.Version
        let best = version.MinBy(static model => Rank(model.State))
        let state = NameOf(best.State)
        select new RepositoryIndex(best.Name, best.Version, state, state == Ready ? "" : Describe(best));

    private static int Rank(ModelState state) => state switch
    {
        ModelState.Ready => 0,
        ModelState.Loading => 1,
        ModelState.Unloading => 2,
        ModelState.Failed => 3,
        _ => 4,
    };

    private static string NameOf(ModelState state) => state switch
    {
        ModelState.Ready => Ready,
        ModelState.Loading => "LOADING",
        ModelState.Unloading => "UNLOADING",
        _ => "UNAVAILABLE",
    };

    private static string Describe(ModelStatus model) => model switch
    {
        { Reason.Length: > 0 } => model.Reason,
        { Unsuitable.Length: > 0 } => model.Unsuitable,
        { State: ModelState.Unloaded, Replicas.OnDemand: true } => "it is loaded by its first request",
        { State: ModelState.Unloaded } => "it is not loaded",
        _ => "",
    };
}
