using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>What changed about a model that is known; all else that is known of it stays.</summary>
/// <param name="Model">The model.</param>
/// <param name="Changed">Workers that are new or differ.</param>
/// <param name="Left">Workers that do not serve it any more.</param>
/// <param name="Head">The route without its workers, where that differs; <see langword="null"/> where it stays.</param>
[GenerateSerializer, Immutable, Alias("inference.WorkerRoutesUpdate")]
public readonly record struct WorkerRoutesUpdate(ModelKey Model, ImmutableArray<WorkerRoute> Changed, ImmutableArray<WorkerId> Left, ModelRoute? Head = null);
