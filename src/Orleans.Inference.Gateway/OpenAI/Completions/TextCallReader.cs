using System.Collections.Immutable;
using System.Text.Json;
using Orleans.Inference.Gateway.OpenInference;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>Reads the body of a call for the continuation of texts. What would change the answer and cannot be done is refused; what nobody knows is passed over.</summary>
internal static class TextCallReader
{
    private const int DefaultMaxTokens = 16;
    private const int MostPrompts = 128;
    private const int MostLogProbabilities = 20;
    private const string Expected = "a text or an array of texts";

    public static CompletionCall Read(ReadOnlySpan<byte> body) => CompletionBody.Read(body, ReadCall);

    private static CompletionCall ReadCall(ref Utf8JsonReader json)
    {
        var fields = new CompletionFields { MaxTokens = DefaultMaxTokens };
        ImmutableArray<string> prompts = default;
        var echo = false;
        int? bestOf = null, logProbabilities = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.IsKey("prompt"u8)) prompts = ReadPrompts(ref json);
            else if (json.IsKey("echo"u8)) echo = json.ReadOptionalFlag("echo");
            else if (json.IsKey("logprobs"u8)) logProbabilities = json.ReadOptionalInteger("logprobs", 0, MostLogProbabilities);
            else if (json.IsKey("best_of"u8)) bestOf = json.ReadOptionalInteger("best_of", 1);
            else if (json.IsKey("suffix"u8)) RefuseSuffix(ref json);
            else if (json.IsKey("use_beam_search"u8)) json.ReadNothing("use_beam_search");
            else fields.Read(ref json);
        }

        if (prompts.IsDefault) throw new InvalidInputException("prompt", Expected, "none");
        if (bestOf is { } best && best != fields.Choices) throw new InvalidInputException("best_of", $"n, which is {fields.Choices}, as no choice is thrown away", $"{best}");
        if (logProbabilities is not null && fields.IsStream) throw new InvalidInputException("logprobs", "none in a stream", $"{logProbabilities}");
        return fields.ToCall([.. prompts.Select(prompt => new TextRequest { Model = "", Prompt = prompt, Echo = echo, LogProbabilities = logProbabilities })]);
    }

    private static ImmutableArray<string> ReadPrompts(ref Utf8JsonReader json)
    {
        const string Subject = "prompt";
        json.Read();
        if (json.TokenType == JsonTokenType.String) return [json.Text(Subject)];
        if (json.TokenType != JsonTokenType.StartArray) throw json.Unexpected(Subject, Expected);
        var prompts = ImmutableArray.CreateBuilder<string>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (prompts.Count == MostPrompts) throw new InvalidInputException(Subject, $"at most {MostPrompts} texts", "more");
            if (json.TokenType is JsonTokenType.Number or JsonTokenType.StartArray)
                throw new InvalidInputException(Subject, $"{Expected}, as only the worker that generates the text knows its tokens", "tokens");
            prompts.Add(json.Text($"{Subject}[{prompts.Count}]"));
        }

        return prompts.Count > 0 ? prompts.DrainToImmutable() : throw new InvalidInputException(Subject, "at least one text", "an empty array");
    }

    private static void RefuseSuffix(ref Utf8JsonReader json)
    {
        if (json.ReadOptionalText("suffix") is { Length: > 0 }) throw json.Unexpected("suffix", "none, as no text can be put in between");
    }
}
