namespace Orleans.Inference.FastChat.Conversations;

/// <summary>How the turns of a conversation become a prompt, by FastChat's numbers.</summary>
internal enum SeparatorStyle
{
    AddColonSingle = 1,
    AddColonTwo = 2,
    AddColonSpaceSingle = 3,
    NoColonSingle = 4,
    NoColonTwo = 5,
    AddNewLineSingle = 6,
    Llama2 = 7,
    Llama3 = 8,
    ChatGlm = 9,
    ChatMl = 10,
    ChatIntern = 11,
    Dolly = 12,
    Rwkv = 13,
    Phoenix = 14,
    Robin = 15,
    FalconChat = 16,
    ChatGlm3 = 17,
    DeepSeekChat = 18,
    MetaMath = 19,
    Yuan2 = 20,
    Gemma = 21,
    Cllm = 22,
    Default = 23,
}
