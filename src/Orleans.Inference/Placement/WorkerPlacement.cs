namespace Orleans.Inference.Placement;

/// <summary>The strategy by which a worker grain lives on the silo that its key names, and nowhere else.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("inference.WorkerPlacement")]
internal sealed class WorkerPlacement : PlacementStrategy;
