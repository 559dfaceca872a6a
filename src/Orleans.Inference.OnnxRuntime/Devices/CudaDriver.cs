using System.Runtime.InteropServices;

namespace Orleans.Inference.OnnxRuntime;

/// <summary>NVIDIA's driver, asked without CUDA's own libraries, which may be missing.</summary>
internal static unsafe class CudaDriver
{
    private const int Success = 0;

    /// <summary>The GPUs that CUDA may use in this process (<c>CUDA_VISIBLE_DEVICES</c> counts); 0 where there is no driver.</summary>
    public static int CountDevices()
    {
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda" : "libcuda.so.1", out var driver)) return 0;

        // The driver stays loaded: ONNX Runtime will want it too.
        if (!NativeLibrary.TryGetExport(driver, "cuInit", out var init)) return 0;
        if (!NativeLibrary.TryGetExport(driver, "cuDeviceGetCount", out var getCount)) return 0;
        if (((delegate* unmanaged<uint, int>)init)(0) != Success) return 0;

        int count;
        return ((delegate* unmanaged<int*, int>)getCount)(&count) == Success ? count : 0;
    }
}
