namespace Orleans.Inference;

/// <summary>A worker that is no longer there.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="SiloName">The name of its silo.</param>
/// <param name="Reason">Why it left, as in <c>its silo is Dead</c> or <c>it said goodbye</c>.</param>
/// <param name="At">When the dispatcher noticed.</param>
[GenerateSerializer, Immutable, Alias("inference.DepartedWorker")]
public readonly record struct DepartedWorker(WorkerId Worker, string SiloName, string Reason, DateTimeOffset At);
