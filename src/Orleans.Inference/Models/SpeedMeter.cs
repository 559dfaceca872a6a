namespace Orleans.Inference.Models;

/// <summary>
/// Measures how fast a lane runs a model: rows over busy time, both exponentially weighted, so that a run counts by its length and large batches
/// count for what they carry. Called under the scheduler's lock.
/// </summary>
internal sealed class SpeedMeter
{
    private const double Decay = 0.9;
    private double _rows;
    private double _seconds;
    private double _runs;

    /// <summary>Whether any run was measured.</summary>
    public bool HasMeasured => _runs > 0;

    /// <summary>Rows per second of one lane; 0 while nothing was measured.</summary>
    public double RowsPerSecond => _seconds > 0 ? _rows / _seconds : 0;

    /// <summary>How long one run takes.</summary>
    public TimeSpan RunTime => _runs > 0 ? TimeSpan.FromSeconds(_seconds / _runs) : TimeSpan.Zero;

    public void Add(long rows, TimeSpan busy)
    {
        _rows = _rows * Decay + rows;
        // A clock may stand still for a short run; a speed is never infinite.
        _seconds = _seconds * Decay + Math.Max(busy.TotalSeconds, 1e-7);
        _runs = _runs * Decay + 1;
    }
}
