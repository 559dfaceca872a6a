using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Orleans.Inference.Benchmarks.Load;

namespace Orleans.Inference.Benchmarks.Controller;

/// <summary>Posts bodies, one after another, and looks at each answer.</summary>
/// <param name="http">Where to.</param>
/// <param name="path">Which endpoint.</param>
/// <param name="bodies">The bodies, again and again.</param>
/// <param name="first">The body to begin with.</param>
/// <param name="isRight">Whether an answer is the right one.</param>
internal sealed class PostCall(HttpClient http, string path, byte[][] bodies, int first, Predicate<JsonElement> isRight) : ICall
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly Uri _path = new(path, UriKind.Relative);
    private int _next = first;
    private byte[] _answer = [];

    public async Task SendAsync()
    {
        using ByteArrayContent content = new(bodies[_next++ % bodies.Length]) { Headers = { ContentType = Json } };
        using var response = await http.PostAsync(_path, content);
        _answer = await response.Content.ReadAsByteArrayAsync();
        if (!response.IsSuccessStatusCode) throw new WrongAnswerException($"{path} answered {response.StatusCode}: {Encoding.UTF8.GetString(_answer)}");
    }

    public void Check()
    {
        using var answer = JsonDocument.Parse(_answer);
        if (!isRight(answer.RootElement)) throw new WrongAnswerException($"{path} answered {Encoding.UTF8.GetString(_answer)}");
    }

    public void Dispose()
    {
    }
}
