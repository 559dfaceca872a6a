using System.Net.Http.Headers;
using System.Text.Json;
using Orleans.Inference.Benchmarks.Load;

namespace Orleans.Inference.Benchmarks.Http;

/// <summary>Sends the same body again and again, as the Open Inference Protocol has it.</summary>
internal sealed class HttpInferCall(HttpClient http, HttpModel model, int caller) : ICall
{
    private readonly Uri _path = new($"/v2/models/{model.Name}/infer", UriKind.Relative);
    private readonly byte[] _body = model.Serialize(caller);
    private byte[] _checked = [];
    private byte[] _answer = [];

    public async Task SendAsync()
    {
        using var content = new ByteArrayContent(_body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await http.PostAsync(_path, content);
        _answer = await response.Content.ReadAsByteArrayAsync();
        if (!response.IsSuccessStatusCode) throw new WrongAnswerException($"{_path} answered {response.StatusCode}: {System.Text.Encoding.UTF8.GetString(_answer)}");
    }

    public void Check()
    {
        if (_answer.AsSpan().SequenceEqual(_checked)) return;
        using var answer = JsonDocument.Parse(_answer);
        model.Check(caller, [.. answer.RootElement.GetProperty("outputs").EnumerateArray()
            .Select(output => output.GetProperty("data").EnumerateArray().Select(value => value.GetSingle()).ToArray())]);
        _checked = _answer;
    }

    public void Dispose()
    {
    }
}
