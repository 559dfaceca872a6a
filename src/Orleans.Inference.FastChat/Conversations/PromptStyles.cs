namespace Orleans.Inference.FastChat.Conversations;

/// <summary>Makes a prompt of a conversation, in its style. Each ends where the model is to go on.</summary>
internal static class PromptStyles
{
    public static string Render(Conversation conversation) => conversation.Style switch
    {
        SeparatorStyle.AddColonSingle => ColonStyles.Single(conversation),
        SeparatorStyle.AddColonTwo => ColonStyles.Two(conversation),
        SeparatorStyle.AddColonSpaceSingle => ColonStyles.SpaceSingle(conversation),
        SeparatorStyle.DeepSeekChat => ColonStyles.DeepSeek(conversation),
        SeparatorStyle.FalconChat => ColonStyles.Falcon(conversation),
        SeparatorStyle.Cllm => ColonStyles.Cllm(conversation),
        SeparatorStyle.Default => ColonStyles.Default(conversation),
        SeparatorStyle.NoColonSingle => PlainStyles.Single(conversation),
        SeparatorStyle.NoColonTwo => PlainStyles.Two(conversation),
        SeparatorStyle.Yuan2 => PlainStyles.Yuan2(conversation),
        SeparatorStyle.AddNewLineSingle => LineStyles.Single(conversation),
        SeparatorStyle.Robin => LineStyles.Robin(conversation),
        SeparatorStyle.Dolly => LineStyles.Dolly(conversation),
        SeparatorStyle.MetaMath => LineStyles.MetaMath(conversation),
        SeparatorStyle.Rwkv => LineStyles.Rwkv(conversation),
        SeparatorStyle.Llama2 => LlamaStyles.Llama2(conversation),
        SeparatorStyle.Llama3 => LlamaStyles.Llama3(conversation),
        SeparatorStyle.ChatGlm => GlmStyles.ChatGlm(conversation),
        SeparatorStyle.ChatGlm3 => GlmStyles.ChatGlm3(conversation),
        SeparatorStyle.ChatMl => MarkedStyles.ChatMl(conversation),
        SeparatorStyle.ChatIntern => MarkedStyles.ChatIntern(conversation),
        SeparatorStyle.Phoenix => MarkedStyles.Phoenix(conversation),
        SeparatorStyle.Gemma => MarkedStyles.Gemma(conversation),
        _ => throw new ArgumentOutOfRangeException(nameof(conversation), conversation.Style, null),
    };

    /// <summary>Puts the turns behind a head.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="head">What comes before all turns.</param>
    /// <param name="said">A turn of which the text is known, with its place.</param>
    /// <param name="open">The turn that the model is to fill, with its place.</param>
    public static string Join(Conversation conversation, string head, Func<Turn, int, string> said, Func<string, int, string> open) => string.Concat(
        conversation.Turns.Select((turn, place) => turn.Text is null ? open(turn.Role, place) : said(turn, place)).Prepend(head));
}
