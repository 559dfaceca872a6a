using System.Globalization;
using System.Text;

namespace Orleans.Inference.Models.Repository.Triton;

/// <summary>What a quoted text stands for. Its escapes are those of C, which give bytes: only together are they characters.</summary>
internal sealed class TextUnescaping
{
    private const string Simple = "abfnrtv\\'\"?";
    private static readonly byte[] SimpleMeanings = [0x07, 0x08, 0x0C, 0x0A, 0x0D, 0x09, 0x0B, (byte)'\\', (byte)'\'', (byte)'"', (byte)'?'];
    private readonly List<byte> _bytes = [];

    /// <summary>Takes the character that comes first.</summary>
    /// <returns>Its length.</returns>
    public int Add(ReadOnlySpan<char> text)
    {
        Rune.DecodeFromUtf16(text, out var character, out var length);
        Add(character);
        return length;
    }

    /// <summary>Takes the escape that comes first.</summary>
    /// <returns>Its length; 0 for what is none.</returns>
    public int AddEscape(ReadOnlySpan<char> text)
    {
        if (text.Length < 2) return 0;
        var simple = Simple.IndexOf(text[1], StringComparison.Ordinal);
        if (simple >= 0)
        {
            _bytes.Add(SimpleMeanings[simple]);
            return 2;
        }

        return text[1] switch
        {
            >= '0' and <= '7' => AddOctal(text),
            'x' or 'X' => AddHexadecimal(text),
            'u' => AddCharacter(text, digits: 4),
            'U' => AddCharacter(text, digits: 8),
            _ => 0,
        };
    }

    public override string ToString() => Encoding.UTF8.GetString([.. _bytes]);

    private int AddOctal(ReadOnlySpan<char> text)
    {
        var (value, length) = (0, 1);
        while (length < text.Length && length < 4 && text[length] is >= '0' and <= '7') value = (value * 8) + text[length++] - '0';
        if (value > byte.MaxValue) return 0;
        _bytes.Add((byte)value);
        return length;
    }

    private int AddHexadecimal(ReadOnlySpan<char> text)
    {
        var length = 2;
        while (length < text.Length && length < 4 && char.IsAsciiHexDigit(text[length])) length++;
        if (length == 2) return 0;
        _bytes.Add(byte.Parse(text[2..length], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        return length;
    }

    private int AddCharacter(ReadOnlySpan<char> text, int digits)
    {
        var length = digits + 2;
        var isNumber = uint.TryParse(text[2..Math.Min(length, text.Length)], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
        if (!isNumber || text.Length < length || !Rune.IsValid(value)) return 0;
        Add(new Rune(value));
        return length;
    }

    private void Add(Rune character)
    {
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var part in utf8[..character.EncodeToUtf8(utf8)]) _bytes.Add(part);
    }
}
