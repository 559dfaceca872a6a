using System.Globalization;

namespace Orleans.Inference.Benchmarks.Reporting;

/// <summary>Numbers as people read them: three digits that matter, thousands set apart.</summary>
internal static class Figure
{
    public static string Of(double value)
    {
        if (!double.IsFinite(value)) return "–";
        if (value == 0) return "0";
        var decimals = Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 3);
        var text = value.ToString($"N{decimals}", CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
    }

    public static string Microseconds(TimeSpan time) => Of(time.TotalMicroseconds);
}
