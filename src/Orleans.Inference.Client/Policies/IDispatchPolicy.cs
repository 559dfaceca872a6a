namespace Orleans.Inference;

/// <summary>
/// How one worker is chosen for a request. An instance chooses among the destinations that it was made for, and may keep state of its own; another set of
/// destinations, after a worker came or went or is suspected, gets another instance.
/// </summary>
public interface IDispatchPolicy
{
    /// <summary>Chooses one of the destinations, of which there are at least two. Called by many threads at once; must not block, and should not allocate.</summary>
    /// <param name="context">What is known of the request.</param>
    Destination Choose(in DispatchContext context);
}
