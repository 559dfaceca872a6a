using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>A text to continue, or a chat to answer, and how.</summary>
[GenerateSerializer, Immutable, Alias("inference.TextRequest")]
public sealed record TextRequest
{
    /// <summary>The model's name.</summary>
    [Id(0)]
    public required string Model { get; init; }

    /// <summary>The version wanted; <see langword="null"/> (the default) means the highest one served.</summary>
    [Id(1)]
    public string? Version { get; init; }

    /// <summary>The text to continue, as it is. Either this or <see cref="Messages"/>.</summary>
    [Id(2)]
    public string? Prompt { get; init; }

    /// <summary>The chat to answer; the model's own template makes the prompt of it. Either this or <see cref="Prompt"/>.</summary>
    [Id(3)]
    public ImmutableArray<ChatMessage> Messages { get; init; } = [];

    /// <summary>What was generated of the answer already, which is to be gone on with. Empty by default.</summary>
    [Id(4)]
    public string Continuation { get; init; } = "";

    /// <summary>How many tokens are generated at most; <see langword="null"/> (the default) means as many as the model's context has room for.</summary>
    [Id(5)]
    public int? MaxNewTokens { get; init; }

    /// <summary>How freely is chosen among the likely tokens: 0 for the likeliest one always; 1 by default.</summary>
    [Id(6)]
    public double Temperature { get; init; } = 1;

    /// <summary>Only the likeliest tokens that have this much of the probability together are chosen among; 1 (the default) for all.</summary>
    [Id(7)]
    public double TopP { get; init; } = 1;

    /// <summary>Only so many of the likeliest tokens are chosen among; -1 (the default) for all.</summary>
    [Id(8)]
    public int TopK { get; init; } = -1;

    /// <summary>Above 1, tokens that occurred are made less likely by this factor; 1 by default.</summary>
    [Id(9)]
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>Taken from the score of tokens that occurred; 0 by default.</summary>
    [Id(10)]
    public double PresencePenalty { get; init; }

    /// <summary>Taken from the score of tokens for each time they occurred; 0 by default.</summary>
    [Id(11)]
    public double FrequencyPenalty { get; init; }

    /// <summary>Texts that end the answer and do not appear in it. None by default; those of the model's template come on top.</summary>
    [Id(12)]
    public ImmutableArray<string> Stop { get; init; } = [];

    /// <summary>Tokens that end the answer.</summary>
    [Id(13)]
    public ImmutableArray<int> StopTokens { get; init; } = [];

    /// <summary>Whether the prompt comes first in the answer; no by default.</summary>
    [Id(14)]
    public bool Echo { get; init; }

    /// <summary>Of how many of the likeliest tokens the logarithms of the probabilities are wanted; <see langword="null"/> (the default) for none.</summary>
    [Id(15)]
    public int? LogProbabilities { get; init; }

    /// <inheritdoc cref="InferenceRequest.Timeout"/>
    [Id(16)]
    public TimeSpan? Timeout { get; init; }

    /// <inheritdoc cref="InferenceRequest.Priority"/>
    [Id(17)]
    public InferencePriority Priority { get; init; } = InferencePriority.Default;

    /// <inheritdoc cref="InferenceRequest.DispatchPolicy"/>
    [Id(18)]
    public string? DispatchPolicy { get; init; }

    /// <inheritdoc cref="InferenceRequest.AffinityKey"/>
    [Id(19)]
    public string? AffinityKey { get; init; }

    /// <summary>The images that <see cref="Prompt"/> stands for by marks of its own, as URLs, <c>data:</c> URLs or Base64. Those of <see cref="Messages"/> are in their parts.</summary>
    [Id(20)]
    public ImmutableArray<string> Images { get; init; } = [];
}
