using System.Net.Http.Headers;
using System.Text.Json;
using Orleans.Inference.Benchmarks.Load;

namespace Orleans.Inference.Benchmarks.Gateway;

/// <summary>The vectors of one text.</summary>
internal static class EmbeddingText
{
    public const string Model = "words", Text = "the cat sat on the mat";

    /// <exception cref="WrongAnswerException">It is no unit vector.</exception>
    public static void Check(IEnumerable<float> vector)
    {
        if (Math.Abs(vector.Sum(x => x * x) - 1) > 1e-3) throw new WrongAnswerException("The vector's length is not 1.");
    }
}

/// <summary>Makes a vector of a text as an application does.</summary>
internal sealed class TextClientCall(ITextClient client) : ICall
{
    private TextEmbeddings? _answer;

    public async Task SendAsync() => _answer = await client.EmbedAsync(new() { Model = EmbeddingText.Model, Inputs = [EmbeddingText.Text] });

    public void Check() => EmbeddingText.Check(_answer!.Vectors.ToArray<float>());

    public void Dispose()
    {
    }
}

/// <summary>Makes a vector of a text over the OpenAI protocol, in the form that its clients ask for.</summary>
internal sealed class OpenAICall(HttpClient http) : ICall
{
    private static readonly Uri Path = new("/v1/embeddings", UriKind.Relative);
    private static readonly byte[] Body = JsonSerializer.SerializeToUtf8Bytes(new { model = EmbeddingText.Model, input = EmbeddingText.Text, encoding_format = "base64" });
    private byte[] _answer = [];

    public async Task SendAsync()
    {
        using var content = new ByteArrayContent(Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await http.PostAsync(Path, content);
        _answer = await response.Content.ReadAsByteArrayAsync();
        if (!response.IsSuccessStatusCode) throw new WrongAnswerException($"{Path} answered {response.StatusCode}: {System.Text.Encoding.UTF8.GetString(_answer)}");
    }

    public void Check()
    {
        using var answer = JsonDocument.Parse(_answer);
        EmbeddingText.Check(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(answer.RootElement.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64()).ToArray());
    }

    public void Dispose()
    {
    }
}
