namespace Orleans.Inference.Scheduling;

/// <summary>
/// A model's share of its device, by start-time fair queueing: each model has a virtual time that runs on by the lane's time it takes over its weight, and the
/// one that is furthest behind goes next. Guarded by the scheduler.
/// </summary>
/// <remarks>P. Goyal, H. M. Vin, H. Cheng: Start-Time Fair Queueing, IEEE/ACM Transactions on Networking 5(5), 1997.</remarks>
internal sealed class FairShare(double weight)
{
    private double _finish;

    /// <summary>How much of the device it may have, beside the other models' weights.</summary>
    public double Weight => weight;

    /// <summary>The virtual time at which its next run would start. A model that had nothing to do has saved up nothing.</summary>
    /// <param name="now">The device's virtual time.</param>
    public double Start(double now) => Math.Max(now, _finish);

    /// <summary>A run begins.</summary>
    /// <param name="now">The device's virtual time.</param>
    /// <param name="expected">How long it will take.</param>
    public void Begin(double now, TimeSpan expected) => _finish = Start(now) + expected.TotalSeconds / weight;

    /// <summary>A run ended that took more or less than was expected.</summary>
    public void Correct(TimeSpan difference) => _finish += difference.TotalSeconds / weight;
}
