using System.Collections.Immutable;
using System.Text.Json;
using Orleans.Inference.FastChat.Http;

namespace Orleans.Inference.FastChat.Conversations;

/// <summary>The template of a model's chats as its worker gives it.</summary>
/// <param name="Json">As it came.</param>
/// <param name="Conversation">What it says, with its example turns.</param>
/// <param name="SystemFrame">The frame of what the system says, with <c>{system_message}</c> in it.</param>
internal sealed record ConversationTemplate(string? Json, Conversation Conversation, string SystemFrame)
{
    public const string SystemMark = "{system_message}";

    /// <summary>For workers that have none: each turn on a line, behind its role.</summary>
    public static ConversationTemplate Plain { get; } = new(null, new(), SystemMark);

    /// <exception cref="WorkerCallException">It is none, or of a style that nobody knows.</exception>
    public static ConversationTemplate Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var style = root.GetProperty("sep_style"u8).GetInt32();
            if (!Enum.IsDefined((SeparatorStyle)style)) throw WorkerCallException.Malformed($"its conversations have the style {style}, known are 1 to {(int)SeparatorStyle.Default}");
            string[] roles = [.. root.GetProperty("roles"u8).EnumerateArray().Select(static role => role.GetString() ?? "")];
            if (roles.Length < 2) throw WorkerCallException.Malformed("its conversations have no two roles");
            var separator = Text(root, "sep") ?? "\n";
            return new(json, new()
            {
                Name = Text(root, "name") ?? "",
                SystemMessage = Text(root, "system_message") ?? "",
                User = roles[0],
                Assistant = roles[1],
                Turns = ReadTurns(root),
                Style = (SeparatorStyle)style,
                Separator = separator,
                Second = Text(root, "sep2") ?? separator,
                Stop = ReadStop(root),
                StopTokens = root.TryGetProperty("stop_token_ids"u8, out var tokens) && tokens.ValueKind == JsonValueKind.Array ? [.. tokens.EnumerateArray().Select(static token => token.GetInt32())] : [],
            }, Text(root, "system_template") ?? SystemMark);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw WorkerCallException.Malformed($"its conversation template cannot be read: {exception.Message}");
        }
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static ImmutableArray<string> ReadStop(JsonElement root)
    {
        if (!root.TryGetProperty("stop_str"u8, out var stop)) return [];
        IEnumerable<string?> said = stop.ValueKind switch
        {
            JsonValueKind.String => [stop.GetString()],
            JsonValueKind.Array => stop.EnumerateArray().Select(static text => text.GetString()),
            _ => [],
        };
        return [.. said.Where(static text => text is { Length: > 0 }).Select(static text => text!)];
    }

    // Examples that are part of the prompt, as [role, text].
    private static ImmutableArray<Turn> ReadTurns(JsonElement root) => root.TryGetProperty("messages"u8, out var messages) && messages.ValueKind == JsonValueKind.Array
        ? [.. messages.EnumerateArray()
            .Where(static turn => turn.ValueKind == JsonValueKind.Array && turn.GetArrayLength() == 2 && turn[1].ValueKind == JsonValueKind.String)
            .Select(static turn => new Turn(turn[0].GetString() ?? "", turn[1].GetString()))]
        : [];
}
