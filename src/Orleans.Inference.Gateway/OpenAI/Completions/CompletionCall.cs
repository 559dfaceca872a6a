using System.Collections.Immutable;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>What a call for texts says.</summary>
/// <param name="Model">The model's name, as the caller knows it.</param>
/// <param name="Requests">What is to be generated, one request for each choice: all choices of the first prompt, then those of the next.</param>
/// <param name="ChoicesPerPrompt">How many choices each prompt has.</param>
/// <param name="IsStream">Whether the text is wanted piece by piece.</param>
/// <param name="IncludesUsage">Whether a stream ends with the tokens used.</param>
internal sealed record CompletionCall(string Model, ImmutableArray<TextRequest> Requests, int ChoicesPerPrompt, bool IsStream, bool IncludesUsage);
