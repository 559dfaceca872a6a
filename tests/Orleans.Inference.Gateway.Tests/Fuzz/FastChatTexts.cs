using System.Text.Json;

namespace Orleans.Inference.Gateway.Tests.Fuzz;

/// <summary>Continuations over FastChat's worker interface, which tells errors with the status 200. An external worker says the same to all.</summary>
internal sealed class FastChatTexts : FuzzedProtocol
{
    /// <summary>What the worker says.</summary>
    public const string Answer = "what it says";

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
        using var answered = JsonDocument.Parse(answer);
        var text = answered.RootElement.GetProperty("text").GetString()!;
        Assert.Contains(Enumerable.Range(0, Answer.Length), left => text.EndsWith(Answer[..^left], StringComparison.Ordinal)); // as many words as were asked for
    }

    public override string ErrorOf(HttpResponseMessage response, byte[] answer)
    {
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.GetProperty("text").GetString()!;
    }
}
