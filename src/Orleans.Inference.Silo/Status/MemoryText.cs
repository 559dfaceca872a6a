using System.Globalization;

namespace Orleans.Inference.Silo.Status;

/// <summary>Writes bytes of memory as in <c>1.2/4.0 GB</c>.</summary>
internal static class MemoryText
{
    private const double Megabyte = 1e6, Gigabyte = 1e9;

    /// <param name="used">What is taken.</param>
    /// <param name="budget">What may be taken; <see langword="null"/> for all there is.</param>
    public static string Of(long used, long? budget)
    {
        if (used == 0 && budget is null) return "";
        var (unit, name) = Math.Max(used, budget ?? 0) < Gigabyte ? (Megabyte, "MB") : (Gigabyte, "GB");
        return budget is { } limit ? $"{Number(used / unit)}/{Number(limit / unit)} {name}" : $"{Number(used / unit)} {name}";
    }

    private static string Number(double number) => number.ToString("0.0", CultureInfo.InvariantCulture);
}
