using System.Collections.Immutable;
using System.Text;

namespace Orleans.Inference.Models.Repository.Triton;

/// <summary>Reads protobuf's text format, without knowing which messages there are.</summary>
internal sealed class TextFormat
{
    private const int MaxDepth = 64;
    private readonly TextScanner _scanner;
    private TextToken _token;
    private int _depth;

    private TextFormat(string text)
    {
        _scanner = new(text);
        _token = _scanner.Next();
    }

    /// <exception cref="TextFormatException">The text is in another format; the message says where, and what was expected.</exception>
    public static TextMessage Parse(string text)
    {
        TextFormat format = new(text);
        var fields = format.ReadFields(closing: null);
        return new(new(1, 1), fields);
    }

    private ImmutableArray<TextField> ReadFields(char? closing)
    {
        var fields = ImmutableArray.CreateBuilder<TextField>();
        while (_token.Kind != TextTokenKind.End && !(closing is { } mark && _token.Is(mark)))
        {
            var position = _token.Position;
            var name = ReadName();
            foreach (var value in ReadValues(name)) fields.Add(new(position, name, value));
            if (_token.Is(',') || _token.Is(';')) Take();
        }

        if (closing is { } missing) Expect(missing, "a field or ");
        return fields.DrainToImmutable();
    }

    private string ReadName()
    {
        if (_token.Kind == TextTokenKind.Word) return Take().Text;
        if (!_token.Is('[')) throw Unexpected("a field's name");

        // The name of an extension: nobody here knows any, but the fields around it are good.
        StringBuilder name = new();
        while (!_token.Is(']'))
        {
            if (_token.Kind is TextTokenKind.End or TextTokenKind.Quoted) throw Unexpected("']'");
            name.Append(Take().Text);
        }

        Take();
        return $"{name}]";
    }

    private List<TextValue> ReadValues(string name)
    {
        var hasColon = _token.Is(':');
        if (hasColon) Take();
        if (_token.Is('[')) return ReadList(name);
        if (!hasColon && !IsMessage) throw Unexpected($"':' or '{{' after '{name}'");
        return [ReadValue(name)];
    }

    private List<TextValue> ReadList(string name)
    {
        List<TextValue> values = [];
        Take();
        while (!_token.Is(']'))
        {
            values.Add(ReadValue(name));
            if (_token.Is(']')) break;
            Expect(',', "']' or ");
            if (_token.Is(']')) throw Unexpected($"another value of '{name}'");
        }

        Take();
        return values;
    }

    private bool IsMessage => _token.Is('{') || _token.Is('<');

    private TextValue ReadValue(string name)
    {
        var position = _token.Position;
        if (IsMessage) return ReadMessage(position);
        if (_token.Kind == TextTokenKind.Quoted) return new TextScalar(position, ReadQuoted(), IsQuoted: true);
        var isNegative = _token.Is('-');
        if (isNegative) Take();
        if (_token.Kind is not (TextTokenKind.Word or TextTokenKind.Number)) throw Unexpected($"a value of '{name}'");
        return new TextScalar(position, (isNegative ? "-" : "") + Take().Text, IsQuoted: false);
    }

    private TextMessage ReadMessage(TextPosition position)
    {
        if (++_depth > MaxDepth) throw new TextFormatException(position, $"expected at most {MaxDepth} messages within each other");
        var closing = Take().Is('{') ? '}' : '>';
        var fields = ReadFields(closing);
        _depth--;
        return new(position, fields);
    }

    private string ReadQuoted()
    {
        var text = Take().Text;
        if (_token.Kind != TextTokenKind.Quoted) return text;
        StringBuilder all = new(text);
        while (_token.Kind == TextTokenKind.Quoted) all.Append(Take().Text);
        return all.ToString();
    }

    private void Expect(char mark, string otherwise)
    {
        if (!_token.Is(mark)) throw Unexpected($"{otherwise}'{mark}'");
        Take();
    }

    private TextToken Take()
    {
        var token = _token;
        _token = _scanner.Next();
        return token;
    }

    private TextFormatException Unexpected(string expected) => new(_token.Position, $"expected {expected}, found {_token}");
}
