using System.Text.Json;

namespace Orleans.Inference.Gateway.Tests.Fuzz;

/// <summary>Embeddings over the OpenAI protocol. The model answers with the length and the place of each text.</summary>
internal sealed class OpenAIEmbeddings : FuzzedProtocol
{
    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        """{"model":"words","input":"one text 123","encoding_format":"float","user":"u1"}"""u8.ToArray(),
        """{"input":["a1","bé22","ccc"],"model":"words","dimensions":2,"other":{"a":[1,2]}}"""u8.ToArray(),
        """{"model":"words","input":[[1,2,3],[4]],"encoding_format":"float"}"""u8.ToArray(),
    ];

    public override HttpRequestMessage Request(byte[] body, Random random) => Post("/v1/embeddings", body);

    public override void CheckAnswer(byte[] sent, HttpResponseMessage response, byte[] answer)
    {
        using var asked = JsonDocument.Parse(sent, new() { AllowDuplicateProperties = true });
        using var answered = JsonDocument.Parse(answer);
        var lengths = LengthsOf(asked.RootElement.GetProperty("input")).ToList();
        var data = answered.RootElement.GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(lengths.Count, data.Count);
        foreach (var (place, item) in data.Index())
        {
            Assert.Equal(place, item.GetProperty("index").GetInt32());
            if (item.GetProperty("embedding") is { ValueKind: JsonValueKind.Array } vector) Assert.Equal(lengths[place], vector[0].GetSingle());
        }
    }

    public override string ErrorOf(HttpResponseMessage response, byte[] answer) => MessageOf(answer);

    internal static HttpRequestMessage Post(string path, byte[] body)
    {
        ByteArrayContent content = new(body);
        content.Headers.ContentType = new("application/json");
        return new(HttpMethod.Post, path) { Content = content };
    }

    /// <summary>The text of an error, which names the field that is wrong.</summary>
    internal static string MessageOf(byte[] answer)
    {
        using var document = JsonDocument.Parse(answer);
        var error = document.RootElement.GetProperty("error");
        Assert.NotEmpty(error.GetProperty("type").GetString()!);
        Assert.NotEmpty(error.GetProperty("param").GetString()!);
        return error.GetProperty("message").GetString()!;
    }

    private static IEnumerable<int> LengthsOf(JsonElement input) => input.ValueKind switch
    {
        JsonValueKind.String => [input.GetString()!.Length],
        JsonValueKind.Array when input[0].ValueKind == JsonValueKind.Number => [input.GetArrayLength()],
        _ => input.EnumerateArray().SelectMany(LengthsOf),
    };
}
