namespace Orleans.Inference.Benchmarks.Load;

/// <summary>Where a caller runs its loop.</summary>
internal delegate Task CallerPlace(int caller, Func<Task> loop);

internal static class CallerPlaces
{
    /// <summary>A thread of its own, for calls that block.</summary>
    public static Task Thread(int caller, Func<Task> loop) =>
        Task.Factory.StartNew(() => loop().GetAwaiter().GetResult(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>The thread pool.</summary>
    public static Task Pool(int caller, Func<Task> loop) => Task.Run(loop);
}
