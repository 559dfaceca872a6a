using Orleans.Inference.Benchmarks.Load;

namespace Orleans.Inference.Benchmarks.Batching;

/// <summary>Looks for the highest rate of arrival that is sustained: every request is answered, 99 of 100 within a bound.</summary>
internal sealed class RateSearch(Arrivals arrivals, TimeSpan bound, TimeSpan probe, TimeSpan confirmation)
{
    private const int Steps = 5;
    private const int Confirmations = 3;
    private const double StepDown = 0.9;

    /// <summary>Searches for all sides at once, step by step, so that the machine is the same for all of them.</summary>
    /// <param name="sides">What answers, one after the other.</param>
    /// <param name="capacity">The rate around which to search.</param>
    public async Task<SustainedRate[]> RunAsync(IReadOnlyList<Func<int, Task>> sides, double capacity)
    {
        var ranges = sides.Select(_ => (Low: capacity * 0.2, High: capacity * 1.3)).ToArray();
        for (var step = 0; step < Steps; step++)
        {
            for (var side = 0; side < sides.Count; side++)
            {
                var (low, high) = ranges[side];
                var rate = (low + high) / 2;
                // Twice, where the first time something came between.
                var isSustained = IsSustained(await OfferAsync(sides[side], rate, probe, seed: step)) || IsSustained(await OfferAsync(sides[side], rate, probe, seed: Steps + step));
                ranges[side] = isSustained ? (rate, high) : (low, rate);
            }
        }

        return await ConfirmAsync(sides, [.. ranges.Select(range => range.Low * StepDown)]);
    }

    // A short look is kinder than a long one: the rate must hold for all the time.
    private async Task<SustainedRate[]> ConfirmAsync(IReadOnlyList<Func<int, Task>> sides, double[] rates)
    {
        var confirmed = new SustainedRate?[sides.Count];
        for (var attempt = 1; attempt <= Confirmations; attempt++)
        {
            for (var side = 0; side < sides.Count; side++)
            {
                if (confirmed[side] is not null) continue;
                var result = await OfferAsync(sides[side], rates[side], confirmation, seed: 100 + attempt);
                if (IsSustained(result) || attempt == Confirmations) confirmed[side] = new(rates[side], result.P50, result.P99, IsSustained(result));
                else rates[side] *= StepDown;
            }
        }

        return [.. confirmed.Select(rate => rate!)];
    }

    private Task<OpenLoopResult> OfferAsync(Func<int, Task> side, double rate, TimeSpan duration, int seed) => OpenLoop.RunAsync(arrivals.Draw(rate, duration, seed), side);

    private bool IsSustained(OpenLoopResult result) => result.IsComplete && result.P99 <= bound;
}

/// <summary>A rate of arrival, and how its requests fared.</summary>
internal sealed record SustainedRate(double Rate, TimeSpan P50, TimeSpan P99, bool IsSustained);
