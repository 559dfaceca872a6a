using System.Text;

namespace Orleans.Inference.Text;

/// <summary>What was delivered of a generated text, so that another worker can go on where the last one stopped.</summary>
internal sealed class TextContinuation(TextRequest request)
{
    // Where a worker does not tell its tokens, as many as texts usually have.
    private const int CharactersPerToken = 4;
    private readonly StringBuilder _delivered = new();
    private int? _promptTokens;
    private int _earlierTokens;
    private int _tokens;
    private int _charactersBefore;
    private int _skip;

    /// <summary>Whether the end was delivered: what is lost after it is not missed.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether there is anything left to be generated.</summary>
    public bool IsExhausted => request.MaxNewTokens is { } most && _earlierTokens >= most;

    /// <summary>What the next worker is asked for.</summary>
    /// <param name="model">The model and the version chosen.</param>
    public TextRequest Next(ModelKey model)
    {
        if (_delivered.Length == 0) return request with { Model = model.Name, Version = model.Version };
        var prompt = request is { Echo: true, Prompt: { } said } ? said.Length : 0;
        if (_delivered.Length < prompt)
        {
            _skip = _delivered.Length; // it stopped before anything of its own
            return request with { Model = model.Name, Version = model.Version };
        }

        return request with
        {
            Model = model.Name,
            Version = model.Version,
            Echo = false,
            Continuation = request.Continuation + _delivered.ToString(prompt, _delivered.Length - prompt),
            MaxNewTokens = request.MaxNewTokens - _earlierTokens,
        };
    }

    /// <summary>Takes in a piece.</summary>
    /// <returns>The piece as it is to be delivered.</returns>
    public TextUpdate Take(TextUpdate update)
    {
        var text = update.Text;
        if (_skip > 0)
        {
            var skipped = Math.Min(_skip, text.Length);
            (text, _skip) = (text[skipped..], _skip - skipped);
        }

        _delivered.Append(text);
        HasEnded |= update.FinishReason is not null;
        if (update.Usage is not { } usage) return ReferenceEquals(text, update.Text) ? update : update with { Text = text };
        _tokens = usage.CompletionTokens;
        _promptTokens ??= Math.Max(0, usage.PromptTokens - _earlierTokens);
        return update with { Text = text, Usage = new(_promptTokens.Value, _earlierTokens + _tokens) };
    }

    /// <summary>The worker was lost: what it had delivered is the next one's beginning.</summary>
    public void Lost()
    {
        _earlierTokens += _tokens > 0 ? _tokens : (_delivered.Length - _charactersBefore + CharactersPerToken - 1) / CharactersPerToken;
        (_tokens, _charactersBefore, _skip) = (0, _delivered.Length, 0);
    }

    /// <summary>The end of a text of which nothing is left to be generated.</summary>
    public TextUpdate End() => new() { FinishReason = "length", Usage = _promptTokens is { } prompt ? new(prompt, _earlierTokens) : null };
}
