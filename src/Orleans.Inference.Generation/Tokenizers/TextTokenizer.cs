using Microsoft.ML.Tokenizers;

namespace Orleans.Inference.Generation.Tokenizers;

/// <summary>Makes tokens of texts, with those that the model wants around them.</summary>
internal sealed class TextTokenizer
{
    private readonly Tokenizer _tokenizer;
    private readonly int[] _begin;
    private readonly int[] _end;
    private readonly Func<string, string>? _prepare;

    private TextTokenizer(Tokenizer tokenizer, int[] begin, int[] end, Func<string, string>? prepare) => (_tokenizer, _begin, _end, _prepare) = (tokenizer, begin, end, prepare);

    /// <summary>How many tokens are put around each text.</summary>
    public int Around => _begin.Length + _end.Length;

    /// <summary>The token that fills shorter texts up.</summary>
    public required int Padding { get; init; }

    /// <summary>Tokens are less than this.</summary>
    public required int Size { get; init; }

    /// <summary>Makes one.</summary>
    /// <param name="tokenizer">What cuts texts.</param>
    /// <param name="tokens">All tokens.</param>
    /// <param name="file">Where they are from.</param>
    /// <param name="begin">The token before each text.</param>
    /// <param name="end">The token behind each text.</param>
    /// <param name="padding">The token that fills up.</param>
    /// <param name="prepare">What is done to a text before it is cut.</param>
    /// <exception cref="ModelLoadException">A token is not in the file.</exception>
    public static TextTokenizer Create(
        Tokenizer tokenizer, IReadOnlyDictionary<string, int> tokens, string file, string? begin, string? end, string? padding, Func<string, string>? prepare = null)
    {
        if (tokens.Count == 0) throw new ModelLoadException($"{file} has no tokens");
        return new(tokenizer, Of(begin), Of(end), prepare) { Padding = Of(padding) is [var filling] ? filling : 0, Size = tokens.Values.Max() + 1 };

        int[] Of(string? token) => token is null ? [] : tokens.TryGetValue(token, out var id) ? [id] : throw new ModelLoadException($"{file} has no token '{token}'");
    }

    /// <summary>The tokens of a text.</summary>
    public int[] Encode(string text)
    {
        var ids = Cut(text);
        var tokens = new int[ids.Count + Around];
        _begin.CopyTo(tokens, 0);
        for (var i = 0; i < ids.Count; i++) tokens[_begin.Length + i] = ids[i];
        _end.CopyTo(tokens, tokens.Length - _end.Length);
        return tokens;
    }

    /// <summary>The first tokens of a text that is too long, with those around it.</summary>
    public int[] Shorten(int[] tokens, int length) => [.. tokens.AsSpan(0, length - _end.Length), .. _end];

    /// <summary>How many tokens a text has.</summary>
    public int Count(string text) => Cut(text).Count + Around;

    private IReadOnlyList<int> Cut(string given)
    {
        var text = _prepare is null ? given : _prepare(given);
        return _tokenizer switch
        {
            BertTokenizer bert => bert.EncodeToIds(text, addSpecialTokens: false),
            SentencePieceTokenizer pieces => pieces.EncodeToIds(text, addBeginningOfSentence: false, addEndOfSentence: false),
            _ => _tokenizer.EncodeToIds(text),
        };
    }
}
