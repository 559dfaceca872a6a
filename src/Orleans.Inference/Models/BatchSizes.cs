using System.Collections.Immutable;

namespace Orleans.Inference.Models;

/// <summary>How many rows a model's runs may have.</summary>
/// <param name="max">The most rows that are gathered into one run.</param>
internal sealed class BatchSizes(int max)
{
    /// <summary>The most rows that are gathered into one run.</summary>
    public int Max => max;

    /// <summary>Sizes that a batch is cut to, ascending; none where any will do.</summary>
    public ImmutableArray<int> Preferred { get; init; } = [];

    /// <summary>The only sizes that are run, ascending; rows that are missing are filled up. None where any size is run.</summary>
    public ImmutableArray<int> Buckets { get; init; } = [];

    /// <summary>How many rows are worth waiting for while a lane is free.</summary>
    public int Full => Preferred is [.., var largest] ? largest : max;

    /// <summary>How many of the rows that wait are to run together.</summary>
    /// <param name="available">As many as could, at most <see cref="Max"/>.</param>
    /// <param name="times">How long runs take.</param>
    public long Choose(long available, RunTimes times)
    {
        if (!Preferred.IsEmpty) return Floor(Preferred, available);
        var best = times.BestSize(available);
        return Buckets.IsEmpty ? best : Math.Min(available, RunSize(best));
    }

    /// <summary>How many rows a run of so many has.</summary>
    public long RunSize(long rows)
    {
        foreach (var bucket in Buckets)
        {
            if (bucket >= rows) return bucket;
        }

        return rows;
    }

    /// <summary>The sizes to try before callers do.</summary>
    public IEnumerable<int> ToWarm()
    {
        if (!Buckets.IsEmpty) return Buckets;
        return Enumerable.Range(0, 31).Select(power => 1 << power).TakeWhile(size => size < max).Append(max).Union(Preferred).Order();
    }

    private static long Floor(ImmutableArray<int> sizes, long available)
    {
        var floor = 0L;
        foreach (var size in sizes)
        {
            if (size <= available) floor = size;
        }

        return floor == 0 ? available : floor;
    }
}
