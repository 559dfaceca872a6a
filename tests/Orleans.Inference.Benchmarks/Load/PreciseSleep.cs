using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Orleans.Inference.Benchmarks.Load;

/// <summary>Sleeps for less than a millisecond, where the system can, without taking the processor from what is measured.</summary>
internal static class PreciseSleep
{
    private const double Precision = 60e-6; // what a short sleep of the kernel is late anyway

    public static void Until(long timestamp)
    {
        while (true)
        {
            var left = (timestamp - Stopwatch.GetTimestamp()) / (double)Stopwatch.Frequency;
            if (left <= 0) return;
            if (left <= Precision) Thread.Yield();
            else if (OperatingSystem.IsLinux()) Sleep(left - Precision);
            else Thread.Sleep(left > 2e-3 ? 1 : 0);
        }
    }

    private static void Sleep(double seconds)
    {
        var time = new Timespec((long)seconds, (long)(seconds % 1 * 1e9));
        _ = NanoSleep(in time, 0);
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NanoSleep(in Timespec requested, nint remaining);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Timespec(long Seconds, long Nanoseconds);
}
