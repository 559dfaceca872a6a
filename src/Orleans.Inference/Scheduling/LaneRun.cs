using Orleans.Inference.Models;

namespace Orleans.Inference.Scheduling;

/// <summary>What a lane is running: one request, or a batch. A lane that runs nothing has no model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Request">The request that runs by itself, without a lane's thread.</param>
/// <param name="Batch">The requests that run together.</param>
/// <param name="StartedAt">When it began, as a timestamp.</param>
/// <param name="Usual">How long a run of this size usually takes; zero where none was measured.</param>
internal readonly record struct LaneRun(ServedModel? Model, PendingRequest? Request, List<PendingRequest>? Batch, long StartedAt, TimeSpan Usual)
{
    /// <summary>Whether its requests were given back because it does not end. Its lane stays taken until it does.</summary>
    public bool IsAbandoned { get; init; }

    public int Requests => Batch?.Count ?? 1;

    public void GiveBack(string reason)
    {
        if (Batch is null) Request!.Fail(Error(Model!, reason));
        else foreach (var request in Batch) request.Fail(Error(Model!, reason));
    }

    private static NoWorkerException Error(ServedModel model, string reason) => new(model.Metadata.Name, reason) { WasRunning = true };
}
