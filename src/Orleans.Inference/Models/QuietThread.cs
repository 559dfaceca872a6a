using System.Runtime.InteropServices;

namespace Orleans.Inference.Models;

/// <summary>
/// A thread of its own that yields to those that serve: loading a model takes what they leave. Threads that it starts yield too, for as long as they live.
/// </summary>
/// <remarks>.NET has thread priorities on Windows alone; on Linux a thread's share of a busy processor is its nice value, which a thread may always raise for itself.</remarks>
internal static partial class QuietThread
{
    // A tenth of the share of a thread with nice 0, while both want the same processor.
    private const int Nice = 10;
    private const int ThisThread = 0;
    private const int OfProcessOrThread = 0;

    /// <summary>Runs something there.</summary>
    public static Task<T> RunAsync<T>(Func<T> what)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() =>
        {
            Quieten();
            try
            {
                done.SetResult(what());
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        })
        {
            IsBackground = true,
            Name = "inference load",
        };
        thread.Start();
        return done.Task;
    }

    private static void Quieten()
    {
        if (OperatingSystem.IsLinux()) _ = SetPriority(OfProcessOrThread, ThisThread, Nice);
        else Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
