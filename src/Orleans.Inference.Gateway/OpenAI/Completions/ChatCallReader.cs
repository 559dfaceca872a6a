using System.Text.Json;
using Orleans.Inference.Gateway.OpenInference;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>
/// Reads the body of a call for the answer to a chat. What would change the answer and cannot be done is refused; what nobody knows, and what
/// changes nothing that could be relied on, as <c>seed</c> or <c>user</c>, is passed over.
/// </summary>
internal static class ChatCallReader
{
    public static CompletionCall Read(ReadOnlySpan<byte> body) => CompletionBody.Read(body, ReadCall);

    private static CompletionCall ReadCall(ref Utf8JsonReader json)
    {
        var fields = new CompletionFields();
        int? mostTokens = null;
        TextRequest? chat = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.IsKey("messages"u8)) chat = ReadChat(ref json);
            else if (json.IsKey("max_completion_tokens"u8)) mostTokens = json.ReadOptionalInteger("max_completion_tokens", 1);
            else if (!RefuseUnsupported(ref json)) fields.Read(ref json);
        }

        if (chat is null) throw new InvalidInputException("messages", ChatMessageReader.Expected, "none");
        fields.MaxTokens = mostTokens ?? fields.MaxTokens;
        return fields.ToCall(chat);
    }

    // A text instead of messages is a prompt as it is, as FastChat has it.
    private static TextRequest ReadChat(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType == JsonTokenType.String
            ? new() { Model = "", Prompt = json.Text("messages") }
            : new() { Model = "", Messages = ChatMessageReader.ReadAll(ref json) };
    }

    private static bool RefuseUnsupported(ref Utf8JsonReader json)
    {
        if (json.IsKey("tools"u8)) json.ReadNothing("tools");
        else if (json.IsKey("functions"u8)) json.ReadNothing("functions");
        else if (json.IsKey("logprobs"u8)) json.ReadNothing("logprobs");
        else if (json.IsKey("top_logprobs"u8)) json.ReadNothing("top_logprobs");
        else if (json.IsKey("audio"u8)) json.ReadNothing("audio");
        else if (json.IsKey("response_format"u8)) ReadFormat(ref json);
        else if (json.IsKey("modalities"u8)) ReadModalities(ref json);
        else return false;
        return true;
    }

    private static void ReadFormat(ref Utf8JsonReader json)
    {
        const string Subject = "response_format";
        if (!json.ReadOptionalStart(JsonTokenType.StartObject, Subject)) return;
        string? type = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.IsKey("type"u8)) type = json.ReadText($"{Subject}.type");
            else json.ReadPast();
        }

        if (type is not (null or "text")) throw new InvalidInputException($"{Subject}.type", "text, as no other form can be promised", $"'{type}'");
    }

    private static void ReadModalities(ref Utf8JsonReader json)
    {
        const string Subject = "modalities";
        if (!json.ReadOptionalStart(JsonTokenType.StartArray, Subject)) return;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.Text(Subject) is not "text" and var other) throw new InvalidInputException(Subject, "text alone", $"'{other}'");
        }
    }
}
