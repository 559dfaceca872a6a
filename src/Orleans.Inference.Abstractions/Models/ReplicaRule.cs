namespace Orleans.Inference;

/// <summary>On how many workers a model is served, and when it is loaded.</summary>
/// <param name="OnDemand">Whether its first request loads it.</param>
/// <param name="Min">On how many workers at least.</param>
/// <param name="Max">On how many at most; <see cref="int.MaxValue"/> for every worker that suits it.</param>
/// <param name="IdleTimeout">A replica above <paramref name="Min"/> that nobody has used for so long is unloaded.</param>
[GenerateSerializer, Immutable, Alias("inference.ReplicaRule")]
public sealed record ReplicaRule(bool OnDemand, int Min, int Max, TimeSpan IdleTimeout)
{
    /// <summary>On every worker that suits it, from the start on.</summary>
    public static ReplicaRule Everywhere { get; } = new(false, int.MaxValue, int.MaxValue, Timeout.InfiniteTimeSpan);

    /// <summary>Whether the dispatcher chooses the workers; else every worker that suits it loads it by itself.</summary>
    public bool IsPlaced => Min < int.MaxValue;
}
