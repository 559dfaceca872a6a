using System.Globalization;

namespace Orleans.Inference.Models.Repository.Triton;

/// <summary>Reads the fields of a message by name, and keeps which of them nobody asked for.</summary>
internal sealed class TritonFields(TextMessage message, string path, List<string> unsupported)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public TextPosition Position => message.Position;

    public string? Text(string name) => Single(name) is { } value ? Scalar(value, name, isQuoted: true).Text : null;

    /// <summary>An enum's or a bool's word.</summary>
    public TextScalar? Word(string name) => Single(name) is { } value ? Scalar(value, name, isQuoted: false) : null;

    public long? Number(string name) => Single(name) is { } value ? Number(value, name) : null;

    public int? Count(string name, int least) => Single(name) is { } value ? Count(value, name, least) : null;

    public IReadOnlyList<int> Counts(string name, int least) => [.. Values(name).Select(value => Count(value, name, least))];

    public IReadOnlyList<long> Numbers(string name) => [.. Values(name).Select(value => Number(value, name))];

    public TritonFields? Message(string name) => Single(name) is { } value ? Message(value, name) : null;

    public IReadOnlyList<TritonFields> Messages(string name) => [.. Values(name).Select(value => Message(value, name))];

    /// <summary>Where a field is, for a message about what it says.</summary>
    public TextPosition PositionOf(string name) => message.Fields.FirstOrDefault(field => field.Name == name)?.Value.Position ?? message.Position;

    /// <summary>Takes note of a field that means something else here than there.</summary>
    public void Ignore(string name) => unsupported.Add(path + name);

    /// <summary>Takes note of the fields that nobody asked for.</summary>
    public void Finish()
    {
        foreach (var name in message.Fields.Select(field => field.Name).Distinct(StringComparer.Ordinal))
        {
            if (!_known.Contains(name)) Ignore(name);
        }
    }

    private TextValue? Single(string name)
    {
        var values = Values(name);
        if (values.Count > 1) throw new TextFormatException(values[1].Position, $"expected one '{name}', found another");
        return values.Count == 0 ? null : values[0];
    }

    private List<TextValue> Values(string name)
    {
        _known.Add(name);
        return [.. message.Fields.Where(field => field.Name == name).Select(field => field.Value)];
    }

    private TritonFields Message(TextValue value, string name) => value is TextMessage child
        ? new(child, $"{path}{name}.", unsupported)
        : throw new TextFormatException(value.Position, $"expected '{{' after '{name}', found {value}");

    private static TextScalar Scalar(TextValue value, string name, bool isQuoted) => value is TextScalar scalar && scalar.IsQuoted == isQuoted
        ? scalar
        : throw new TextFormatException(value.Position, $"expected {(isQuoted ? "a text in quotes" : "a word without quotes")} for '{name}', found {value}");

    private static long Number(TextValue value, string name) => value is TextScalar { IsQuoted: false } scalar && TryParse(scalar.Text, out var number)
        ? number
        : throw new TextFormatException(value.Position, $"expected a whole number for '{name}', found {value}");

    private static int Count(TextValue value, string name, int least) => Number(value, name) is var number && number >= least && number <= int.MaxValue
        ? (int)number
        : throw new TextFormatException(value.Position, $"expected a whole number from {least} to {int.MaxValue} for '{name}', found {value}");

    private static bool TryParse(string text, out long number)
    {
        var isNegative = text.StartsWith('-');
        var digits = text.AsSpan(isNegative ? 1 : 0);
        var isRead = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? long.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : IsOctal(digits) ? TryParseOctal(digits, out number) : long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        if (isNegative) number = -number;
        return isRead;
    }

    private static bool IsOctal(ReadOnlySpan<char> digits) => digits.Length is > 1 and < 20 && digits[0] == '0';

    private static bool TryParseOctal(ReadOnlySpan<char> digits, out long number)
    {
        number = 0;
        if (digits.ContainsAnyExceptInRange('0', '7')) return false;
        foreach (var digit in digits) number = (number * 8) + digit - '0';
        return true;
    }
}
