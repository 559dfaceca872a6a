using static Orleans.Inference.FastChat.Conversations.PromptStyles;

namespace Orleans.Inference.FastChat.Conversations;

/// <summary>The styles of ChatGLM 1 to 3.</summary>
internal static class GlmStyles
{
    private const string SecondGeneration = "chatglm2";

    /// <summary>Rounds of question and answer are counted: from 0, and from 1 by the second generation.</summary>
    public static string ChatGlm(Conversation chat)
    {
        var first = chat.Name == SecondGeneration ? 1 : 0;
        return Join(
            chat, chat.System.Length > 0 ? chat.System + chat.Separator : "",
            (turn, place) => $"{Round(place)}{turn.Role}：{turn.Text}{chat.Separator}",
            (role, place) => $"{Round(place)}{role}：");

        string Round(int place) => place % 2 == 0 ? $"[Round {place / 2 + first}]{chat.Separator}" : "";
    }

    public static string ChatGlm3(Conversation chat) =>
        Join(chat, chat.SystemMessage.Length > 0 ? chat.System : "", static (turn, _) => $"{turn.Role}\n{turn.Text}", static (role, _) => role);
}
