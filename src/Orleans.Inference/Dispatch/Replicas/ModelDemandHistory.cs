namespace Orleans.Inference.Dispatch.Replicas;

/// <summary>How much a model was wanted lately.</summary>
internal sealed class ModelDemandHistory(TimeProvider timeProvider)
{
    // A rate is measured over at least this long: workers report up to a second late.
    private static readonly TimeSpan RatePeriod = TimeSpan.FromSeconds(3);
    private long? _hotSince;
    private long? _coolSince;
    private long? _rowsAt;
    private long _rows;

    /// <summary>How long it takes to answer what waits.</summary>
    public TimeSpan QueueTime { get; private set; }

    /// <summary>Rows answered in a second, on all workers.</summary>
    public double RowsPerSecond { get; private set; }

    /// <summary>For how long the queue has been long.</summary>
    public TimeSpan HotFor => _hotSince is { } since ? timeProvider.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Takes in how the replicas are now.</summary>
    public void Look(List<Replica> ready)
    {
        var now = timeProvider.GetTimestamp();
        var speed = ready.Sum(replica => replica.Model.Speed);
        QueueTime = speed > 0 ? TimeSpan.FromSeconds(ready.Sum(replica => replica.Model.Waiting) / speed) : TimeSpan.Zero;
        _hotSince = QueueTime >= ReplicaPlanner.LongQueue ? _hotSince ?? now : null;

        var rows = ready.Sum(replica => replica.Model.RowsRun);
        if (_rowsAt is { } at && timeProvider.GetElapsedTime(at, now) < RatePeriod) return;
        // A replica that went took its count with it: then nothing is known until the next time.
        RowsPerSecond = _rowsAt is { } before && rows >= _rows ? (rows - _rows) / timeProvider.GetElapsedTime(before, now).TotalSeconds : double.MaxValue;
        (_rowsAt, _rows) = (now, rows);
    }

    /// <summary>Whether there was a replica to spare at every look of a period.</summary>
    public bool IsCool(bool isSpare, TimeSpan period)
    {
        _coolSince = isSpare ? _coolSince ?? timeProvider.GetTimestamp() : null;
        if (_coolSince is not { } since || timeProvider.GetElapsedTime(since) < period) return false;
        _coolSince = null; // the next one has its own time
        return true;
    }
}
