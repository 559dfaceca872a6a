using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Orleans.Inference.Gateway.Tests;

/// <summary>Bodies and answers of the binary tensor data extension, put together and taken apart by hand.</summary>
internal static class BinaryBody
{
    public const string Header = "Inference-Header-Content-Length";

    public static HttpRequestMessage Request(string json, byte[] data, string? header = null, string path = "/v2/models/echo/infer")
    {
        var text = Encoding.UTF8.GetBytes(json);
        HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new ByteArrayContent([.. text, .. data]) };
        request.Headers.Add(Header, header ?? text.Length.ToString(CultureInfo.InvariantCulture));
        return request;
    }

    public static byte[] Texts(params byte[][] elements) => [.. elements.SelectMany(element =>
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, element.Length);
        return length.Concat(element);
    })];

    /// <summary>Takes an answer apart: its JSON, and what is behind it.</summary>
    public static async Task<(JsonElement Json, byte[] Data)> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, Encoding.UTF8.GetString(body));
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.ToString());
        var length = int.Parse(Assert.Single(response.Headers.GetValues(Header)), CultureInfo.InvariantCulture);
        using var document = JsonDocument.Parse(body.AsMemory(0, length));
        return (document.RootElement.Clone(), body[length..]);
    }
}
