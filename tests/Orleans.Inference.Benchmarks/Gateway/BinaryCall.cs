using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Models;

namespace Orleans.Inference.Benchmarks.Gateway;

/// <summary>Calls a model with binary tensor data in both directions.</summary>
internal sealed class BinaryCall : ICall
{
    private const string LengthHeader = "Inference-Header-Content-Length";
    private readonly HttpClient _http;
    private readonly Uri _path;
    private readonly byte[] _body;
    private readonly string _headerLength;
    private readonly ExpectedAnswer _expected;
    private byte[] _answer = [];
    private int _answerHeader;

    public BinaryCall(HttpClient http, DirectSession direct, int caller)
    {
        var input = direct.Model.InputOf(caller);
        var header = Encoding.UTF8.GetBytes(
            $$$"""{"parameters":{"binary_data_output":true},"inputs":[{"name":"{{{direct.InputName}}}","shape":[{{{string.Join(',', direct.Model.Shape)}}}],"datatype":"FP32","parameters":{"binary_data_size":{{{input.Length * sizeof(float)}}}}}]}""");
        (_http, _path, _expected) = (http, new($"/v2/models/{direct.Model.Name}/infer", UriKind.Relative), direct.ExpectedAnswer(caller));
        _headerLength = header.Length.ToString(CultureInfo.InvariantCulture);
        _body = [.. header, .. MemoryMarshal.AsBytes(input.AsSpan())];
    }

    public async Task SendAsync()
    {
        using var content = new ByteArrayContent(_body) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, _path) { Content = content, Headers = { { LengthHeader, _headerLength } } };
        using var response = await _http.SendAsync(request);
        _answer = await response.Content.ReadAsByteArrayAsync();
        if (!response.IsSuccessStatusCode) throw new WrongAnswerException($"{_path} answered {response.StatusCode}: {Encoding.UTF8.GetString(_answer)}");
        _answerHeader = int.Parse(response.Headers.GetValues(LengthHeader).Single(), CultureInfo.InvariantCulture);
    }

    public void Check() => _expected.Check(MemoryMarshal.Cast<byte, float>(_answer.AsSpan(_answerHeader)));

    public void Dispose()
    {
    }
}
