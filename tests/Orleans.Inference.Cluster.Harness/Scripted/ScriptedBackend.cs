namespace Orleans.Inference.Cluster.Harness.Scripted;

/// <summary>A backend whose devices take time without taking the processor's.</summary>
internal sealed class ScriptedBackend(ExecutionRecord executions, double slowdown) : IModelBackend
{
    public string Name => "scripted";

    public IReadOnlyList<ModelDefinition> Models =>
        [new() { Name = ScriptedCommand.Model, Version = "1", Configuration = new() { Backend = Name, MaxBatchSize = 1 } }];

    public Task<IModelSession> LoadAsync(ModelDefinition model, Device device, CancellationToken cancellationToken) =>
        Task.FromResult<IModelSession>(new ScriptedSession(new ScriptedDevice(TimeProvider.System), executions, slowdown));
}
