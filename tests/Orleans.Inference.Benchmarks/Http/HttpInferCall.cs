using System.Net.Http.Headers;
using System.Text.Json;
using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Models;

namespace Orleans.Inference.Benchmarks.Http;

/// <summary>Sends the same body again and again, as the Open Inference Protocol has it.</summary>
internal sealed class HttpInferCall(HttpClient http, DirectSession direct, int caller) : ICall
{
    private readonly Uri _path = new($"/v2/models/{direct.Model.Name}/infer", UriKind.Relative);
    private readonly byte[] _body = Body(direct, caller);
    private readonly ExpectedAnswer _expected = direct.ExpectedAnswer(caller);
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
        _expected.Check([.. answer.RootElement.GetProperty("outputs")[0].GetProperty("data").EnumerateArray().Select(value => value.GetSingle())]);
        _checked = _answer;
    }

    public void Dispose()
    {
    }

    private static byte[] Body(DirectSession direct, int caller) => JsonSerializer.SerializeToUtf8Bytes(
        new InferBody { Inputs = [new() { Name = direct.InputName, Datatype = "FP32", Shape = direct.Model.Shape, Data = direct.Model.InputOf(caller) }] }, InferJson.Default.InferBody);
}
