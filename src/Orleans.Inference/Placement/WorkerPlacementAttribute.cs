using Orleans.Placement;

namespace Orleans.Inference.Placement;

/// <summary>Places a worker grain on the silo that its key names.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class WorkerPlacementAttribute() : PlacementAttribute(new WorkerPlacement());
