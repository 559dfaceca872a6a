using System.Collections.Immutable;
using System.Text.Json;
using Orleans.Inference.Gateway.OpenInference;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>Reads the messages of a chat.</summary>
internal static class ChatMessageReader
{
    public const string Expected = "an array of messages, or a prompt";

    private const int Most = 10_000;
    private const string Roles = "system, developer, user, assistant or tool";

    /// <summary>Reads them from the start of their array on.</summary>
    public static ImmutableArray<ChatMessage> ReadAll(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray) throw json.Unexpected("messages", Expected);
        var messages = ImmutableArray.CreateBuilder<ChatMessage>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (messages.Count == Most) throw new InvalidInputException("messages", $"at most {Most} messages", "more");
            messages.Add(Read(ref json, $"messages[{messages.Count}]"));
        }

        return messages.Count > 0 ? messages.DrainToImmutable() : throw new InvalidInputException("messages", "at least one message", "an empty array");
    }

    private static ChatMessage Read(ref Utf8JsonReader json, string subject)
    {
        json.ExpectStart(JsonTokenType.StartObject, subject);
        string? role = null;
        ImmutableArray<ChatPart> parts = default;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.IsKey("role"u8)) role = ReadRole(ref json, $"{subject}.role");
            else if (json.IsKey("content"u8)) parts = ChatPartReader.ReadAll(ref json, $"{subject}.content");
            else if (json.IsKey("tool_calls"u8)) json.ReadNothing($"{subject}.tool_calls");
            else if (json.IsKey("function_call"u8)) json.ReadNothing($"{subject}.function_call");
            else json.ReadPast();
        }

        if (role is null) throw new InvalidInputException($"{subject}.role", Roles, "none");
        if (!parts.IsDefault) return new(role, parts);

        // What an assistant said may have been nothing.
        return role == "assistant" ? new(role, [new("")]) : throw new InvalidInputException($"{subject}.content", "a text or an array of parts", "none");
    }

    // The developer's messages are what the system's were called before.
    private static string ReadRole(ref Utf8JsonReader json, string subject)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.String) throw json.Unexpected(subject, Roles);
        return json.Text(subject) switch
        {
            "developer" or "system" => "system",
            "user" => "user",
            "assistant" => "assistant",
            "tool" => "tool",
            _ => throw json.Unexpected(subject, Roles),
        };
    }
}
