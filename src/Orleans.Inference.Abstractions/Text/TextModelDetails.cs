namespace Orleans.Inference;

/// <summary>What is to be known of a model before a text is sent to it.</summary>
[GenerateSerializer, Immutable, Alias("inference.TextModelDetails")]
public sealed record TextModelDetails
{
    /// <summary>How many tokens a prompt and its continuation may have together; 0 where nobody knows.</summary>
    [Id(0)]
    public int ContextLength { get; init; }

    /// <summary>The template of its chats, as the JSON object that FastChat calls a conversation; <see langword="null"/> where it has none.</summary>
    [Id(1)]
    public string? ConversationTemplate { get; init; }
}
