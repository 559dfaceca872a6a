namespace Orleans.Inference.Gateway.FastChat.Workers;

/// <summary>Reads what a worker of FastChat is sent to generate a text.</summary>
internal static class GenerateCall
{
    private const int DefaultMaxNewTokens = 256;
    private const int MostTokens = 1 << 30;

    public static TextRequest Read(JsonFields fields) => new()
    {
        Model = fields.Text("model"),
        Prompt = fields.Text("prompt"),
        Temperature = fields.FindNumber("temperature") ?? 1,
        TopP = fields.FindNumber("top_p") ?? 1,
        TopK = fields.FindInteger("top_k", -1, int.MaxValue) ?? -1,
        RepetitionPenalty = fields.FindNumber("repetition_penalty") ?? 1,
        PresencePenalty = fields.FindNumber("presence_penalty") ?? 0,
        FrequencyPenalty = fields.FindNumber("frequency_penalty") ?? 0,
        MaxNewTokens = fields.FindInteger("max_new_tokens", 0, MostTokens) ?? DefaultMaxNewTokens,
        Stop = fields.Texts("stop"),
        StopTokens = fields.Integers("stop_token_ids"),
        Echo = fields.FindFlag("echo") ?? true,
        LogProbabilities = fields.FindInteger("logprobs", 0, int.MaxValue),
        Images = fields.Texts("images"),
        Timeout = InferenceRequest.MaxTimeout, // such callers end it by leaving
    };
}
