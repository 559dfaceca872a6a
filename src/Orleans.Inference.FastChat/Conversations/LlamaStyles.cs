using static Orleans.Inference.FastChat.Conversations.PromptStyles;

namespace Orleans.Inference.FastChat.Conversations;

/// <summary>The styles of Llama 2 and 3.</summary>
internal static class LlamaStyles
{
    private const string Instruction = "[INST] ";

    /// <summary>What the system says stands within the first instruction, whose tag is in its frame.</summary>
    public static string Llama2(Conversation chat) => Join(
        chat, chat.SystemMessage.Length > 0 ? chat.System : Instruction,
        (turn, place) => place == 0 ? $"{turn.Text} " : $"{chat.RoleAt(place)} {turn.Text}{chat.SeparatorAfter(place)}",
        (_, place) => chat.RoleAt(place));

    public static string Llama3(Conversation chat) => Join(
        chat, $"<|begin_of_text|>{(chat.SystemMessage.Length > 0 ? chat.System : "")}",
        static (turn, _) => $"{Header(turn.Role)}{turn.Text!.Trim()}<|eot_id|>",
        static (role, _) => Header(role));

    private static string Header(string role) => $"<|start_header_id|>{role}<|end_header_id|>\n\n";
}
