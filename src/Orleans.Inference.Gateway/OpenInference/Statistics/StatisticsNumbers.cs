using System.Globalization;

namespace Orleans.Inference.Gateway.OpenInference.Statistics;

/// <summary>Statistics in the units of the protocol.</summary>
internal static class StatisticsNumbers
{
    public static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>Since 1970; 0 for never.</summary>
    public static long Milliseconds(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds() ?? 0;

    /// <summary>The kind of a device, <c>CPU</c> or <c>GPU</c>, and its number.</summary>
    public static (string Type, long Id) Device(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var kind = colon < 0 ? name : name[..colon];
        var isNumbered = long.TryParse(name.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        return (kind.Equals("cpu", StringComparison.OrdinalIgnoreCase) ? "CPU" : "GPU", isNumbered ? id : 0);
    }
}
