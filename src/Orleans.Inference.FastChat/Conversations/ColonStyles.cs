using static Orleans.Inference.FastChat.Conversations.PromptStyles;

namespace Orleans.Inference.FastChat.Conversations;

/// <summary>Styles that put a colon between the role and what it says.</summary>
internal static class ColonStyles
{
    public static string Single(Conversation chat) => WithSeparator(chat, chat.System + chat.Separator, "");

    /// <summary>The prompt ends in a space.</summary>
    public static string SpaceSingle(Conversation chat) => WithSeparator(chat, chat.System + chat.Separator, " ");

    public static string Two(Conversation chat) => WithTwo(chat, chat.System + chat.Separator);

    public static string DeepSeek(Conversation chat) => WithTwo(chat, chat.System);

    public static string Falcon(Conversation chat) => WithSeparator(chat, chat.SystemMessage.Length > 0 ? chat.SystemMessage + chat.Separator : "", "");

    /// <summary>Only the last question is in the prompt.</summary>
    public static string Cllm(Conversation chat) => WithTwo(chat with { Turns = [.. chat.Turns.TakeLast(2)] }, chat.System + chat.Separator);

    public static string Default(Conversation chat) => Join(chat, $"{chat.System}\n", static (turn, _) => $"{turn.Role}: {turn.Text}\n", static (role, _) => $"{role}:");

    private static string WithSeparator(Conversation chat, string head, string behindOpen) =>
        Join(chat, head, (turn, _) => $"{turn.Role}: {turn.Text}{chat.Separator}", (role, _) => $"{role}:{behindOpen}");

    private static string WithTwo(Conversation chat, string head) =>
        Join(chat, head, (turn, place) => $"{turn.Role}: {turn.Text}{chat.SeparatorAfter(place)}", static (role, _) => $"{role}:");
}
