namespace Orleans.Inference.Dispatch.Replicas;

/// <summary>A model that a worker is to load, or to unload.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Model">The model and its version.</param>
/// <param name="IsLoad">Whether it is to be loaded.</param>
/// <param name="Reason">Why, for people.</param>
internal readonly record struct ReplicaChange(WorkerId Worker, ModelKey Model, bool IsLoad, string Reason);
