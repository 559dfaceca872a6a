using System.Globalization;

namespace Orleans.Inference.Devices;

/// <summary>What a device is called in options and in the cluster: <c>cpu</c> (or <c>cpu:0</c>, the same), <c>cpu:1</c>, <c>cuda:0</c>.</summary>
internal readonly record struct DeviceName(DeviceKind Kind, int Index)
{
    public const string Auto = "auto";
    public const string None = "none";
    private const string Cpu = "cpu";
    private const string CpuPrefix = "cpu:";
    private const string CudaPrefix = "cuda:";

    public static bool TryParse(string text, out DeviceName name)
    {
        var isGpu = text.StartsWith(CudaPrefix, StringComparison.Ordinal);
        var index = 0;
        var isName = text == Cpu || (isGpu || text.StartsWith(CpuPrefix, StringComparison.Ordinal))
            && int.TryParse(text.AsSpan(text.IndexOf(':', StringComparison.Ordinal) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out index);
        name = new(isGpu ? DeviceKind.Cuda : DeviceKind.Cpu, index);
        return isName;
    }

    public override string ToString() => this switch
    {
        { Kind: DeviceKind.Cuda } => string.Create(CultureInfo.InvariantCulture, $"{CudaPrefix}{Index}"),
        { Index: 0 } => Cpu,
        _ => string.Create(CultureInfo.InvariantCulture, $"{CpuPrefix}{Index}"),
    };
}
