using static Orleans.Inference.FastChat.Conversations.PromptStyles;

namespace Orleans.Inference.FastChat.Conversations;

/// <summary>Styles with marks around what is said.</summary>
internal static class MarkedStyles
{
    public static string ChatMl(Conversation chat) => Join(
        chat, chat.System.Length > 0 ? $"{chat.System}{chat.Separator}\n" : "", (turn, _) => $"{turn.Role}\n{turn.Text}{chat.Separator}\n", static (role, _) => $"{role}\n");

    public static string ChatIntern(Conversation chat)
    {
        return Join(chat, chat.System, (turn, place) => $"{Mark(place)}{turn.Role}:{turn.Text}{chat.SeparatorAfter(place)}\n", static (role, place) => $"{Mark(place)}{role}:");

        static string Mark(int place) => place % 2 == 0 ? "<s>" : "";
    }

    public static string Phoenix(Conversation chat) => Join(chat, chat.System, static (turn, _) => $"{turn.Role}: <s>{turn.Text}</s>", static (role, _) => $"{role}: <s>");

    public static string Gemma(Conversation chat) => Join(
        chat, "<bos>", static (turn, _) => $"<start_of_turn>{turn.Role}\n{turn.Text}<end_of_turn>\n", static (role, _) => $"<start_of_turn>{role}\n");
}
