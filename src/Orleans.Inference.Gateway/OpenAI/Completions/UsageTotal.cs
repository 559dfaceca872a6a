using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>The tokens of all choices together. A prompt counts once, however many choices it has, as with OpenAI.</summary>
internal sealed class UsageTotal(int choicesPerPrompt)
{
    private readonly Dictionary<int, TextUsage> _choices = [];

    /// <summary>Whether anybody told.</summary>
    public bool IsKnown => _choices.Count > 0;

    /// <summary>Notes the tokens of a choice so far.</summary>
    public void Set(int choice, TextUsage? usage)
    {
        if (usage is { } told) _choices[choice] = told;
    }

    /// <summary>Writes the object; null when nobody told.</summary>
    public void Write(Utf8JsonWriter json)
    {
        if (!IsKnown)
        {
            json.WriteNull("usage"u8);
            return;
        }

        var completion = _choices.Values.Sum(static usage => usage.CompletionTokens);
        var prompt = _choices.GroupBy(choice => choice.Key / choicesPerPrompt).Sum(static choices => choices.Max(static choice => choice.Value.PromptTokens));
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, prompt);
        json.WriteNumber("completion_tokens"u8, completion);
        json.WriteNumber("total_tokens"u8, prompt + completion);
        json.WriteEndObject();
    }
}
