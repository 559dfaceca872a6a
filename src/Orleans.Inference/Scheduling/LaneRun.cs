using Orleans.Inference.Models;

namespace Orleans.Inference.Scheduling;

/// <summary>What a lane is running: one request, or a batch. A lane that runs nothing has no model.</summary>
internal readonly record struct LaneRun(ServedModel? Model, PendingRequest? Request, List<PendingRequest>? Batch, long StartedAt)
{
    /// <summary>Whether its requests were given back because it does not end. Its lane stays taken until it does.</summary>
    public bool IsAbandoned { get; init; }

    public int Requests => Batch?.Count ?? 1;

    /// <summary>How long a run of this size usually takes; zero where none was measured. Called under the scheduler's lock.</summary>
    public TimeSpan Usual
    {
        get
        {
            var meter = Model!.Meter;
            if (meter.RowsPerSecond <= 0) return TimeSpan.Zero;
            var byRows = TimeSpan.FromSeconds((Batch?.Sum(request => request.Rows) ?? Request!.Rows) / meter.RowsPerSecond);
            return byRows > meter.RunTime ? byRows : meter.RunTime;
        }
    }

    public void GiveBack(string reason)
    {
        if (Batch is null) Request!.Fail(Error(Model!, reason));
        else foreach (var request in Batch) request.Fail(Error(Model!, reason));
    }

    private static NoWorkerException Error(ServedModel model, string reason) => new(model.Metadata.Name, reason) { WasRunning = true };
}
