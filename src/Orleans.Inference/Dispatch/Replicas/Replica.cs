namespace Orleans.Inference.Dispatch.Replicas;

/// <summary>A model on a worker, loaded or not.</summary>
internal readonly record struct Replica(WorkerStatus Worker, ModelStatus Model)
{
    public ModelKey Key => new(Model.Name, Model.Version);
}
