using System.Globalization;
using System.Numerics;

namespace Orleans.Inference.Silo.Configuration.Schema;

/// <summary>A single value.</summary>
internal sealed class ValueShape(string allowed, Func<string, bool> accepts) : SettingShape
{
    public static ValueShape Text { get; } = new("text", static _ => true);

    /// <summary>A port; 0 where it has a meaning of its own.</summary>
    public static ValueShape Port { get; } = Number(1, ushort.MaxValue);

    public static ValueShape PortOrNone { get; } = new($"a whole number from 1 to {ushort.MaxValue}, or 0 for none", Number(0, ushort.MaxValue).Accepts);

    public override string Allowed => allowed;

    public static ValueShape OneOf(params IReadOnlyCollection<string> values) =>
        new($"one of {string.Join(", ", values)}", value => values.Contains(value, StringComparer.OrdinalIgnoreCase));

    public static ValueShape Number(int least, int most) => new(
        $"a whole number from {least} to {most}",
        value => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most);

    public static ValueShape Integer<T>() where T : IBinaryInteger<T>, IMinMaxValue<T> => new(
        $"a whole number, at most {T.MaxValue}",
        value => T.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));

    public bool Accepts(string value) => accepts(value);

    /// <summary><c>null</c> says the default and is always allowed.</summary>
    public override IEnumerable<string> Check(SettingNode node) =>
        node.Children.Count > 0 || (node.Value is { } value && !accepts(value)) ? [Wrong(node)] : [];
}
