using static Orleans.Inference.FastChat.Conversations.PromptStyles;

namespace Orleans.Inference.FastChat.Conversations;

/// <summary>Styles that put nothing between the role and what it says.</summary>
internal static class PlainStyles
{
    private const string YuanMark = "<n>";

    public static string Single(Conversation chat) => Join(chat, chat.System, (turn, _) => $"{turn.Role}{turn.Text}{chat.Separator}", static (role, _) => role);

    public static string Two(Conversation chat) => Join(chat, chat.System, (turn, place) => $"{turn.Role}{turn.Text}{chat.SeparatorAfter(place)}", static (role, _) => role);

    /// <summary>No roles: turns with a mark between them, and the separator at the end.</summary>
    public static string Yuan2(Conversation chat)
    {
        var head = chat.SystemMessage.Length > 0 ? chat.System + chat.Second : "";
        return head + string.Join(YuanMark, chat.Turns.Where(static turn => turn.Text is not null).Select(static turn => turn.Text)) + chat.Separator;
    }
}
