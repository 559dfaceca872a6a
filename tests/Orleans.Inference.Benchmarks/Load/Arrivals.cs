namespace Orleans.Inference.Benchmarks.Load;

/// <summary>When requests come that do not wait for each other's answers.</summary>
/// <param name="Name">For people.</param>
/// <param name="BurstSize">How many come at once; the bursts come independently of each other (a Poisson process).</param>
internal sealed record Arrivals(string Name, int BurstSize)
{
    public static Arrivals Poisson { get; } = new("Poisson", 1);

    public static Arrivals Bursty { get; } = new("bursts of 16", 16);

    /// <summary>The times of arrival, in seconds from the start; the same for the same seed.</summary>
    public double[] Draw(double rate, TimeSpan duration, int seed)
    {
        var random = new Random(seed);
        List<double> times = [];
        for (var now = 0.0; ;)
        {
            now += -Math.Log(1 - random.NextDouble()) * BurstSize / rate;
            if (now >= duration.TotalSeconds) return [.. times];
            times.AddRange(Enumerable.Repeat(now, BurstSize));
        }
    }
}
