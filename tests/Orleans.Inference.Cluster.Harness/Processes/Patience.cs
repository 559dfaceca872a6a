namespace Orleans.Inference.Cluster.Harness.Processes;

/// <summary>Waits for conditions.</summary>
internal static class Patience
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks again and again until the answer is yes.</summary>
    /// <exception cref="TimeoutException">It was not; the message says <paramref name="what"/>.</exception>
    public static async Task UntilAsync(string what, TimeSpan limit, Func<CancellationToken, Task<bool>> condition, CancellationToken cancellationToken = default)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(limit);
        using PeriodicTimer timer = new(Period);
        try
        {
            while (!await condition(bounded.Token)) await timer.WaitForNextTickAsync(bounded.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Waited {limit.TotalSeconds:0.#} s in vain until {what}.");
        }
    }

    /// <summary>As the other, for a condition that is known at once.</summary>
    public static Task UntilAsync(string what, TimeSpan limit, Func<bool> condition, CancellationToken cancellationToken = default) =>
        UntilAsync(what, limit, _ => Task.FromResult(condition()), cancellationToken);
}
