using static Orleans.Inference.FastChat.Conversations.PromptStyles;

namespace Orleans.Inference.FastChat.Conversations;

/// <summary>Styles in which what is said begins on a line of its own, or is kept on one.</summary>
internal static class LineStyles
{
    public static string Single(Conversation chat) => Join(
        chat, chat.System.Length > 0 ? chat.System + chat.Separator : "", (turn, _) => $"{turn.Role}\n{turn.Text}{chat.Separator}", static (role, _) => $"{role}\n");

    public static string Robin(Conversation chat) => Join(chat, chat.System + chat.Separator, (turn, _) => $"{turn.Role}:\n{turn.Text}{chat.Separator}", static (role, _) => $"{role}:\n");

    /// <summary>An empty line is behind each answer.</summary>
    public static string Dolly(Conversation chat) => Join(
        chat, chat.System, (turn, place) => $"{turn.Role}:\n{turn.Text}{chat.SeparatorAfter(place)}{(place % 2 == 1 ? "\n\n" : "")}", static (role, _) => $"{role}:\n");

    /// <summary>The second separator is in front of answers.</summary>
    public static string MetaMath(Conversation chat)
    {
        return Join(chat, chat.System.Length > 0 ? chat.System + chat.Separator : "", (turn, place) => $"{Begin(turn.Role, place)}{turn.Text}{(place % 2 == 0 ? chat.Separator : "")}", Begin);

        string Begin(string role, int place) => place % 2 == 0 ? $"{role}:\n" : $"{role}: {chat.Second}";
    }

    /// <summary>Empty lines are between turns, so there are none within them.</summary>
    public static string Rwkv(Conversation chat) => Join(
        chat, chat.System,
        static (turn, _) => $"{turn.Role}: {turn.Text!.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n\n", "\n", StringComparison.Ordinal)}\n\n",
        static (role, _) => $"{role}:");
}
