using System.Collections.Concurrent;
using System.Diagnostics;

namespace Orleans.Inference.Cluster.Harness.Processes;

/// <summary>Starts processes that the kernel kills when this one ends, in whatever way and even while they are stopped.</summary>
internal static class ProcessStarter
{
    private static readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> Orders = [];

    // The kernel watches the thread that started a process, not its process: that must be one that does not end.
    static ProcessStarter() => new Thread(Work) { IsBackground = true, Name = "process starter" }.Start();

    public static Task<Process> StartAsync(ProcessStartInfo start)
    {
        string[] command = [start.FileName, .. start.ArgumentList];
        start.FileName = "setpriv";
        start.ArgumentList.Clear();
        foreach (var argument in (IEnumerable<string>)["--pdeathsig", "KILL", "--", .. command]) start.ArgumentList.Add(argument);
        TaskCompletionSource<Process> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Orders.Add((start, started));
        return started.Task;
    }

    private static void Work()
    {
        foreach (var (start, started) in Orders.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception exception)
            {
                started.SetException(exception);
            }
        }
    }
}
