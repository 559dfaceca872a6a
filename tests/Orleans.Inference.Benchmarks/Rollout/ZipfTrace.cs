namespace Orleans.Inference.Benchmarks.Rollout;

/// <summary>Requests for models of which few are wanted often and many seldom.</summary>
internal static class ZipfTrace
{
    /// <summary>The models wanted, one after another: the model of rank r with a probability in proportion to 1 / r^exponent.</summary>
    public static int[] Draw(int models, double exponent, int requests, int seed)
    {
        var random = new Random(seed);
        var sums = new double[models];
        for (var model = 0; model < models; model++) sums[model] = (model > 0 ? sums[model - 1] : 0) + Math.Pow(model + 1, -exponent);
        return [.. Enumerable.Range(0, requests).Select(_ => Math.Min(models - 1, ~Math.Min(-1, Array.BinarySearch(sums, random.NextDouble() * sums[^1]))))];
    }

    /// <summary>The part of the requests that find their model loaded where that goes which is wanted again the latest (L. A. Belady, 1966).</summary>
    public static double OptimalHits(int[] trace, int room)
    {
        var next = new int[trace.Length];
        Dictionary<int, int> seen = [];
        for (var i = trace.Length - 1; i >= 0; i--)
        {
            next[i] = seen.GetValueOrDefault(trace[i], int.MaxValue);
            seen[trace[i]] = i;
        }

        Dictionary<int, int> loaded = [];
        var hits = 0;
        for (var i = 0; i < trace.Length; i++)
        {
            if (loaded.ContainsKey(trace[i])) hits++;
            else if (loaded.Count == room) loaded.Remove(loaded.MaxBy(model => model.Value).Key);
            loaded[trace[i]] = next[i];
        }

        return hits / (double)trace.Length;
    }
}
