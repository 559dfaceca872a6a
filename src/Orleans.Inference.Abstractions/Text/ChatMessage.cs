using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>A message of a chat.</summary>
/// <param name="Role">Who says it: <c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Parts">What is said, in this order.</param>
[GenerateSerializer, Immutable, Alias("inference.ChatMessage")]
public sealed record ChatMessage(string Role, ImmutableArray<ChatPart> Parts)
{
    /// <summary>All of its text.</summary>
    public string Text => Parts is [{ Image: null } only] ? only.Text : string.Concat(Parts.Select(static part => part.Text));
}

/// <summary>A part of a message: text, or an image.</summary>
/// <param name="Text">The text; empty for an image.</param>
/// <param name="Image">Where the image is, as a URL or a <c>data:</c> URL; <see langword="null"/> for text.</param>
[GenerateSerializer, Immutable, Alias("inference.ChatPart")]
public readonly record struct ChatPart(string Text, string? Image = null);
