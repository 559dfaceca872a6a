namespace Orleans.Inference.Scheduling;

/// <summary>What bounds how long requests of one class wait for those of others.</summary>
/// <param name="StarvationBound">A class that waits and has had no run for this long gets the next one.</param>
/// <param name="MaxBulkRun">Bulk requests are gathered into runs of up to this length.</param>
internal readonly record struct SchedulingLimits(TimeSpan StarvationBound, TimeSpan MaxBulkRun);
