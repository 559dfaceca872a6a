using System.Collections.Immutable;

namespace Orleans.Inference.FastChat.Wire;

/// <summary>A prompt as a worker takes it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Stop">The texts that end the answer.</param>
/// <param name="StopTokens">The tokens that end it.</param>
/// <param name="Images">The images that the text stands for by its marks, as URLs or Base64.</param>
internal sealed record RenderedPrompt(string Text, ImmutableArray<string> Stop, ImmutableArray<int> StopTokens, ImmutableArray<string> Images);
