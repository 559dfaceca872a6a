namespace Orleans.Inference.FastChat.Workers;

/// <summary>Finds what is new in a text that comes whole each time. What ends in an incomplete character waits for the rest of it.</summary>
internal sealed class StreamedText
{
    private const char Incomplete = '\uFFFD';
    private string _last = "";
    private int _sent;

    /// <summary>What is new.</summary>
    /// <param name="text">The text so far; <see langword="null"/> where it cannot be read yet.</param>
    public string Take(string? text)
    {
        if (text is null) return "";
        _last = text;
        var end = text.AsSpan().TrimEnd(Incomplete).Length;
        if (end > 0 && char.IsHighSurrogate(text[end - 1])) end--;
        if (end <= _sent) return "";
        var added = text[_sent..end];
        _sent = end;
        return added;
    }

    /// <summary>What was held back and is a character after all; marks of incomplete ones are dropped at the end, as FastChat drops them.</summary>
    public string End()
    {
        var end = _last.AsSpan().TrimEnd(Incomplete).Length;
        if (end <= _sent) return "";
        var rest = _last[_sent..end];
        _sent = end;
        return rest;
    }
}
