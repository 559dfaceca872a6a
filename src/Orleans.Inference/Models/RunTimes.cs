using System.Numerics;

namespace Orleans.Inference.Models;

/// <summary>
/// How long a run takes by its number of rows, learned from the runs themselves, and so how many rows a run had best take. Called under the scheduler's lock.
/// </summary>
/// <remarks>
/// Sizes are told apart by powers of two; between two of them time is taken for linear. Only the size in use is measured all the time, so that its neighbours
/// are tried again now and then, in at most a hundredth of the time, and what is found then counts for more than what was known.
/// </remarks>
internal sealed class RunTimes(TimeProvider timeProvider)
{
    private const int Classes = 31;
    private const double Weight = 0.1; // of a new run in a size's average
    private const double WeightAfterPause = 0.5;
    private const double Outlier = 2; // a run that was kept from the processor says little of the model
    private const double Worth = 0.97; // what a larger batch must bring a row down to, for its first rows wait for the last ones
    private const double HandOver = 10e-6; // what each run costs beside itself: a lane that wakes, answers that are told
    private const double TrialShare = 0.01;
    private static readonly TimeSpan TrialPeriod = TimeSpan.FromSeconds(1);
    private readonly Size[] _sizes = new Size[Classes];
    private int _largest = -1;

    /// <summary>Whether any run was measured.</summary>
    public bool HasMeasured => _largest >= 0;

    public void Add(long rows, TimeSpan busy)
    {
        var index = ClassOf(rows);
        ref var size = ref _sizes[index];
        var seconds = Math.Max(busy.TotalSeconds, 1e-7);
        if (size.Runs >= 1 / Weight) seconds = Math.Min(seconds, size.Seconds * Outlier);
        var isStale = timeProvider.GetElapsedTime(size.MeasuredAt) >= TrialPeriod;
        var weight = Math.Max(1.0 / ++size.Runs, isStale ? WeightAfterPause : Weight);
        size.Rows += (rows - size.Rows) * weight;
        size.Seconds += (seconds - size.Seconds) * weight;
        size.MeasuredAt = timeProvider.GetTimestamp();
        _largest = Math.Max(_largest, index);
    }

    /// <summary>How long a run of so many rows takes, by the sizes nearest to it; zero while nothing was measured.</summary>
    public TimeSpan Of(long rows) => TimeSpan.FromSeconds(SecondsOf(rows));

    /// <summary>Seconds of a lane that each of many rows takes.</summary>
    /// <param name="available">As many rows as may run together.</param>
    public double SecondsPerRow(long available) => HasMeasured ? BestOf(available).Cost : 0;

    /// <summary>How many of the rows that are there had best run together: the fewest that cost a row no more than any other number does.</summary>
    public long BestSize(long available)
    {
        if (available <= 1 || !HasMeasured) return available;
        var (best, cost) = BestOf(available);
        for (var rows = 1L; rows < best; rows = Next(rows, available))
        {
            if (CostOf(rows) * Worth <= cost) best = rows;
        }

        var (smaller, larger) = (best / 2, Math.Min(best * 2, available));
        if (larger > best && IsWorthTrial(ClassOf(larger))) return larger;
        return smaller > 0 && IsWorthTrial(ClassOf(smaller)) ? smaller : best;
    }

    private (long Rows, double Cost) BestOf(long available)
    {
        var (best, cost) = (1L, CostOf(1));
        for (var rows = 1L; rows > 0; rows = Next(rows, available))
        {
            if (CostOf(rows) is var other && other < cost) (best, cost) = (rows, other);
        }

        return (best, cost);
    }

    // The sizes that come into question: powers of two, and all there are; but of sizes that were never run only the next one, and only while larger has been
    // better. 0 after the last.
    private long Next(long rows, long available)
    {
        var tried = 1L << _largest;
        if (rows * 2 < available && rows * 2 <= tried) return rows * 2;
        var last = available <= tried ? available : GrowthPays ? Math.Min(available, tried * 2) : 0;
        return last > rows ? last : 0;
    }

    private bool GrowthPays => _largest == 0 || CostOf(1L << _largest) < CostOf(1L << (_largest - 1)) * Worth;

    private double CostOf(long rows)
    {
        // Hope for what was never tried.
        var isNew = ClassOf(rows) > _largest;
        return (SecondsOf(rows) * (isNew ? 1 - TrialShare : 1) + HandOver) / rows;
    }

    private bool IsWorthTrial(int index)
    {
        if (index > _largest) return GrowthPays;
        ref var size = ref _sizes[index];
        if (size.Runs == 0) return false;
        var pause = Math.Max(TrialPeriod.TotalSeconds, size.Seconds / TrialShare);
        return timeProvider.GetElapsedTime(size.MeasuredAt).TotalSeconds > pause;
    }

    private double SecondsOf(long rows)
    {
        if (!HasMeasured) return 0;
        var below = -1;
        for (var index = 0; index <= _largest; index++)
        {
            ref var size = ref _sizes[index];
            if (size.Runs == 0) continue;
            if (size.Rows < rows)
            {
                below = index;
                continue;
            }

            if (below < 0) return size.Seconds;
            ref var smaller = ref _sizes[below];
            return smaller.Seconds + (size.Seconds - smaller.Seconds) * (rows - smaller.Rows) / (size.Rows - smaller.Rows);
        }

        return _sizes[_largest].Seconds * rows / _sizes[_largest].Rows;
    }

    private static int ClassOf(long rows) => Math.Min(BitOperations.Log2((ulong)Math.Max(rows, 1) * 2 - 1), Classes - 1);

    private struct Size
    {
        public double Rows;
        public double Seconds;
        public int Runs;
        public long MeasuredAt;
    }
}
