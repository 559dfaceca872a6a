namespace Orleans.Inference;

/// <summary>A piece of a generated text, or all of it.</summary>
[GenerateSerializer, Immutable, Alias("inference.TextUpdate")]
public sealed record TextUpdate
{
    /// <summary>What is new; may be empty.</summary>
    [Id(0)]
    public string Text { get; init; } = "";

    /// <summary>Why the text ends here, as in <c>stop</c> or <c>length</c>; <see langword="null"/> before its end.</summary>
    [Id(1)]
    public string? FinishReason { get; init; }

    /// <summary>The tokens so far; <see langword="null"/> where they were not told.</summary>
    [Id(2)]
    public TextUsage? Usage { get; init; }

    /// <summary>The logarithms of probabilities so far, as the JSON object that the worker sent; <see langword="null"/> where none were asked for.</summary>
    [Id(3)]
    public string? LogProbabilities { get; init; }

    /// <summary>The worker that generated it.</summary>
    [Id(4)]
    public WorkerId Worker { get; init; }

    /// <summary>The worker's load when it sent this.</summary>
    [Id(5)]
    public WorkerLoad Load { get; init; }
}

/// <summary>How many tokens a text took.</summary>
/// <param name="PromptTokens">Those of the prompt.</param>
/// <param name="CompletionTokens">Those generated.</param>
[GenerateSerializer, Immutable, Alias("inference.TextUsage")]
public readonly record struct TextUsage(int PromptTokens, int CompletionTokens)
{
    /// <summary>All of them.</summary>
    public int TotalTokens => PromptTokens + CompletionTokens;
}
