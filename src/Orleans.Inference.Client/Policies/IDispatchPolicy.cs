using Orleans.Inference.Routing;

namespace Orleans.Inference.Policies;

/// <summary>How one worker is chosen for a request.</summary>
internal interface IDispatchPolicy
{
    /// <summary>The name by which configuration chooses it.</summary>
    string Name { get; }

    /// <summary>Chooses one of several destinations. Called by many threads at once; must not allocate.</summary>
    Destination Choose(ReadOnlySpan<Destination> destinations);
}
