namespace Orleans.Inference.Models.Repository.Triton;

/// <summary>Cuts a text in protobuf's text format into tokens.</summary>
internal sealed class TextScanner(string text)
{
    private const string Marks = "{}[]<>:,;-./";
    private int _index;
    private int _line = 1;
    private int _lineStart;

    private TextPosition Position => new(_line, _index - _lineStart + 1);

    private char Current => _index < text.Length ? text[_index] : '\0';

    /// <exception cref="TextFormatException">The text goes on with something that is no token.</exception>
    public TextToken Next()
    {
        SkipBlanks();
        var position = Position;
        if (_index == text.Length) return new(TextTokenKind.End, "", position);
        return Current switch
        {
            '"' or '\'' => new(TextTokenKind.Quoted, ReadQuoted(), position),
            >= '0' and <= '9' => new(TextTokenKind.Number, ReadNumber(), position),
            '.' when char.IsAsciiDigit(Peek()) => new(TextTokenKind.Number, ReadNumber(), position),
            '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') => new(TextTokenKind.Word, Read(IsWordPart), position),
            var mark when Marks.Contains(mark, StringComparison.Ordinal) => new(TextTokenKind.Mark, text[_index++].ToString(), position),
            var other => throw new TextFormatException(position, $"expected a field, found '{other}'"),
        };
    }

    private char Peek() => _index + 1 < text.Length ? text[_index + 1] : '\0';

    private void SkipBlanks()
    {
        for (; _index < text.Length; _index++)
        {
            if (Current == '#')
            {
                while (_index < text.Length && Current != '\n') _index++;
                if (_index == text.Length) return;
            }

            if (Current == '\n') (_line, _lineStart) = (_line + 1, _index + 1);
            else if (!char.IsWhiteSpace(Current)) return;
        }
    }

    private string ReadQuoted()
    {
        var start = Position;
        var quote = text[_index++];
        TextUnescaping content = new();
        while (Current != quote)
        {
            if (_index == text.Length || Current == '\n') throw new TextFormatException(start, $"expected a closing {quote} on the same line");
            if (Current == '\\')
            {
                var taken = content.AddEscape(text.AsSpan(_index));
                if (taken == 0) throw new TextFormatException(Position, "expected one of the escapes that protobuf's text format has, such as \\n");
                _index += taken;
            }
            else
            {
                _index += content.Add(text.AsSpan(_index));
            }
        }

        _index++;
        return content.ToString();
    }

    // The sign of an exponent belongs to the number, every other one is a mark. What a number is, who wants one says.
    private string ReadNumber()
    {
        var start = _index;
        var isHexadecimal = Current == '0' && Peek() is 'x' or 'X';
        while (IsWordPart(Current) || Current == '.' || (!isHexadecimal && Current is '+' or '-' && text[_index - 1] is 'e' or 'E')) _index++;
        return text[start.._index];
    }

    private string Read(Func<char, bool> belongs)
    {
        var start = _index;
        while (belongs(Current)) _index++;
        return text[start.._index];
    }

    private static bool IsWordPart(char character) => character == '_' || char.IsAsciiLetterOrDigit(character);
}
