using Orleans.Inference.Cluster.Harness.Scripted;

namespace Orleans.Inference.Cluster.Harness.Load;

/// <summary>A way to call the model <c>echo</c>.</summary>
internal interface ICaller
{
    string Name { get; }

    Task<Answer> CallAsync(ScriptedCommand command, TimeSpan timeout, CancellationToken cancellationToken);
}
