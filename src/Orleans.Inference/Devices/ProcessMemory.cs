using System.Diagnostics;

namespace Orleans.Inference.Devices;

/// <summary>The memory that this process takes beside the garbage collector's: what a backend allocates for its sessions is in it.</summary>
internal static class ProcessMemory
{
    public static long NativeBytes
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.WorkingSet64 - GC.GetGCMemoryInfo().TotalCommittedBytes;
        }
    }
}
