namespace Orleans.Inference.Models;

/// <summary>
/// Measures how fast a lane runs a model: rows over busy time, both exponentially weighted, so that a run counts by its length and large batches
/// count for what they carry. Called under the scheduler's lock.
/// </summary>
/// <remarks>
/// A speed steers requests, and only requests measure it: a worker that was slow for a moment would get none and look slow for ever. So what was lost against
/// the worker's own best speed is forgiven with the time nothing runs, and it is tried again. One that is slow by nature is not: its best speed is slow too.
/// </remarks>
internal sealed class SpeedMeter(TimeProvider timeProvider)
{
    private const double Decay = 0.9;

    // How far a run that is slower than the best one draws the best one down: what is slow a hundred times is slow by nature.
    private const double Acceptance = 0.01;

    // In this time of idleness the factor that was lost shrinks to its square root.
    private static readonly TimeSpan ForgivenessPeriod = TimeSpan.FromSeconds(1);

    private double _rows;
    private double _seconds;
    private double _runs;
    private double _best;
    private long _ranAt;

    /// <summary>How long runs take by their size.</summary>
    public RunTimes Times { get; } = new(timeProvider);

    /// <summary>Whether any run was measured.</summary>
    public bool HasMeasured => _runs > 0;

    /// <summary>Rows per second of one lane in its last runs; 0 while nothing was measured.</summary>
    public double RowsPerSecond => _seconds > 0 ? _rows / _seconds : 0;

    /// <summary>Rows per second to expect of the next run: what was measured, nearer to the best speed the longer nothing ran.</summary>
    public double ExpectedRowsPerSecond
    {
        get
        {
            var measured = RowsPerSecond;
            if (measured >= _best) return measured;
            var left = Math.Pow(0.5, timeProvider.GetElapsedTime(_ranAt) / ForgivenessPeriod);
            return _best * Math.Pow(measured / _best, left);
        }
    }

    /// <summary>How long one run takes.</summary>
    public TimeSpan RunTime => _runs > 0 ? TimeSpan.FromSeconds(_seconds / _runs) : TimeSpan.Zero;

    /// <summary>A run ended.</summary>
    /// <param name="rows">Rows that were asked for.</param>
    /// <param name="busy">How long it took.</param>
    /// <param name="runRows">Rows that were run, where more were than were asked for.</param>
    public void Add(long rows, TimeSpan busy, long runRows = 0)
    {
        _rows = _rows * Decay + rows;
        // A clock may stand still for a short run; a speed is never infinite.
        _seconds = _seconds * Decay + Math.Max(busy.TotalSeconds, 1e-7);
        _runs = _runs * Decay + 1;
        _best = Math.Max(RowsPerSecond, _best + (RowsPerSecond - _best) * Acceptance);
        _ranAt = timeProvider.GetTimestamp();
        Times.Add(Math.Max(rows, runRows), busy);
    }
}
