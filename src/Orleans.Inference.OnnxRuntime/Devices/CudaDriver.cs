using System.Globalization;
using System.Runtime.InteropServices;

namespace Orleans.Inference.OnnxRuntime;

/// <summary>NVIDIA's driver, asked without CUDA's own libraries, which may be missing.</summary>
internal static unsafe class CudaDriver
{
    private const int Success = 0;
    private const int UuidLength = 16;
    private const int PciAddressLength = 32;

    /// <summary>
    /// What identifies each GPU that CUDA may use in this process (<c>CUDA_VISIBLE_DEVICES</c> counts), in the order of CUDA's numbers; none where there is no
    /// driver.
    /// </summary>
    public static IReadOnlyList<string> FindDevices()
    {
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda" : "libcuda.so.1", out var driver)) return [];

        // The driver stays loaded: ONNX Runtime will want it too.
        if (!NativeLibrary.TryGetExport(driver, "cuInit", out var init)) return [];
        if (!NativeLibrary.TryGetExport(driver, "cuDeviceGetCount", out var getCount)) return [];
        if (((delegate* unmanaged<uint, int>)init)(0) != Success) return [];

        int count;
        if (((delegate* unmanaged<int*, int>)getCount)(&count) != Success) return [];
        var devices = new string[count];
        for (var ordinal = 0; ordinal < count; ordinal++) devices[ordinal] = Identify(driver, ordinal);
        return devices;
    }

    /// <summary>The UUID (of the instance, where a GPU is partitioned), else the address on the bus; the number only where the driver tells neither.</summary>
    private static string Identify(nint driver, int ordinal)
    {
        var device = 0;
        var isKnown = NativeLibrary.TryGetExport(driver, "cuDeviceGet", out var get) && ((delegate* unmanaged<int*, int, int>)get)(&device, ordinal) == Success;
        return (isKnown ? Uuid(driver, device) ?? PciAddress(driver, device) : null) ?? ordinal.ToString(CultureInfo.InvariantCulture);
    }

    private static string? Uuid(nint driver, int device)
    {
        if (!NativeLibrary.TryGetExport(driver, "cuDeviceGetUuid_v2", out var getUuid)) return null;
        var bytes = stackalloc byte[UuidLength];
        if (((delegate* unmanaged<byte*, int, int>)getUuid)(bytes, device) != Success) return null;
        Guid uuid = new(new ReadOnlySpan<byte>(bytes, UuidLength), bigEndian: true);
        return uuid == Guid.Empty ? null : $"GPU-{uuid:D}";
    }

    private static string? PciAddress(nint driver, int device)
    {
        if (!NativeLibrary.TryGetExport(driver, "cuDeviceGetPCIBusId", out var getAddress)) return null;
        var text = stackalloc byte[PciAddressLength];
        if (((delegate* unmanaged<byte*, int, int, int>)getAddress)(text, PciAddressLength, device) != Success) return null;
        return $"PCI-{Marshal.PtrToStringUTF8((nint)text)}";
    }
}
