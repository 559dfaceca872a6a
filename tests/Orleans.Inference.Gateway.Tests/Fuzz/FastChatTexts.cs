using System.Text.Json;

namespace Orleans.Inference.Gateway.Tests.Fuzz;

/// <summary>Continuations over FastChat's worker interface, which tells errors with the status 200. The model repeats the prompt.</summary>
internal sealed class FastChatTexts : FuzzedProtocol
{
    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        """{"model":"talker","prompt":"Once upon 5","max_new_tokens":8,"temperature":0.7,"top_p":1.0,"stop":null,"echo":false}"""u8.ToArray(),
        """{"prompt":"é 12","model":"talker","echo":false,"stop":["###"],"stop_token_ids":[1,2],"repetition_penalty":1.1,"other":{"a":[1]}}"""u8.ToArray(),
    ];

    public override HttpRequestMessage Request(byte[] body, Random random) => OpenAIEmbeddings.Post("/worker_generate", body);

    public override bool IsRefusal(HttpResponseMessage response, byte[] answer)
    {
        using var document = JsonDocument.Parse(answer);
        var code = document.RootElement.GetProperty("error_code").GetInt32();
        Assert.InRange(code, 0, 49_999); // beyond, the fault is the server's
        return base.IsRefusal(response, answer) || code != 0;
    }

    public override void CheckAnswer(byte[] sent, HttpResponseMessage response, byte[] answer)
    {
        using var asked = JsonDocument.Parse(sent, new() { AllowDuplicateProperties = true });
        using var answered = JsonDocument.Parse(answer);
        Assert.EndsWith(asked.RootElement.GetProperty("prompt").GetString()!, answered.RootElement.GetProperty("text").GetString()!, StringComparison.Ordinal);
    }

    public override string ErrorOf(HttpResponseMessage response, byte[] answer)
    {
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.GetProperty("text").GetString()!;
    }
}
