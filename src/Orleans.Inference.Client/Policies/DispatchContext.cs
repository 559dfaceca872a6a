namespace Orleans.Inference;

/// <summary>What a dispatch policy may know of a request.</summary>
/// <param name="Now">The time as a timestamp of the router's clock, by which loads are aged.</param>
/// <param name="AffinityKey"><see cref="InferenceRequest.AffinityKey"/>.</param>
public readonly record struct DispatchContext(long Now, string? AffinityKey = null);
