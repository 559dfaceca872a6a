using System.IO.Compression;
using System.Net;
using System.Text;

namespace Orleans.Inference.Gateway.Tests;

public sealed class CompressionTests : GatewayTests
{
    private const int Limit = 100_000;

    public override async ValueTask InitializeAsync() => Gateway = await GatewayHost.StartAsync(options => options.MaxRequestBodyBytes = Limit);

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task A_compressed_request_is_read(string encoding)
    {
        using var response = await SendAsync(Compress(Encoding.UTF8.GetBytes(GoodBody), encoding), encoding);
        await ReadAsync(response, HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Binary_data_may_be_compressed_in_both_directions(string encoding)
    {
        var data = new byte[50_000];
        data[40_000] = 1;
        const string json = """{"parameters":{"binary_data_output":true},"inputs":[{"name":"x","shape":[50000],"datatype":"UINT8","parameters":{"binary_data_size":50000}}]}""";
        using var request = BinaryBody.Request(json, []);
        request.Content = new ByteArrayContent(Compress([.. Encoding.UTF8.GetBytes(json), .. data], encoding));
        request.Content.Headers.ContentEncoding.Add(encoding);
        request.Headers.AcceptEncoding.Add(new(encoding));
        using var response = await Gateway.Http.SendAsync(request, Cancellation);
        Assert.Equal(encoding, Assert.Single(response.Content.Headers.ContentEncoding));
        var compressed = await response.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.InRange(compressed.Length, 1, 5000);
        response.Content = new ByteArrayContent(Decompress(compressed, encoding)) { Headers = { ContentType = response.Content.Headers.ContentType } };
        Assert.Equal(data, (await BinaryBody.ReadAsync(response)).Data);
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("deflate", "deflate")]
    [InlineData("gzip;q=0.5, deflate", "deflate")]
    [InlineData("*", "gzip")]
    [InlineData("gzip;q=0, br", null)]
    [InlineData(null, null)]
    public async Task A_large_answer_is_compressed_as_the_caller_takes_it(string? accepted, string? expected)
    {
        foreach (var elements in (int[])[1000, 5000])
        {
            Client.AnswerWith(Tensor.Create(new float[elements], [elements]));
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/echo/infer") { Content = Json(GoodBody) };
            if (accepted is not null) request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
            using var response = await Gateway.Http.SendAsync(request, Cancellation);
            Assert.Equal(expected, response.Content.Headers.ContentEncoding.SingleOrDefault());
            var body = await response.Content.ReadAsByteArrayAsync(Cancellation);
            var text = Encoding.UTF8.GetString(expected is null ? body : Decompress(body, expected));
            Assert.EndsWith("0,0]}]}", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_small_answer_is_not_compressed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/echo/infer") { Content = Json(GoodBody) };
        request.Headers.AcceptEncoding.Add(new("gzip"));
        using var response = await Gateway.Http.SendAsync(request, Cancellation);
        Assert.Empty(response.Content.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task What_becomes_too_large_is_refused(string encoding)
    {
        var bomb = Compress(Encoding.UTF8.GetBytes(GoodBody.PadRight(50 * Limit)), encoding);
        Assert.InRange(bomb.Length, 1, Limit);
        using var response = await SendAsync(bomb, encoding);
        await RefusedAsync(response, HttpStatusCode.RequestEntityTooLarge, $"at most {Limit} bytes");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task What_is_not_compressed_so_is_refused(string encoding)
    {
        using var response = await SendAsync("no such thing"u8.ToArray(), encoding);
        await RefusedAsync(response, HttpStatusCode.BadRequest, "request body", encoding);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_refused()
    {
        var whole = Compress(Encoding.UTF8.GetBytes(GoodBody), "gzip");
        using var response = await SendAsync(whole[..(whole.Length / 2)], "gzip");
        await RefusedAsync(response, HttpStatusCode.BadRequest, "request body");
    }

    [Fact]
    public async Task Another_encoding_is_refused_by_its_name()
    {
        using var response = await SendAsync([1], "br");
        await RefusedAsync(response, HttpStatusCode.UnsupportedMediaType, "'br'", "gzip or deflate");
    }

    private static byte[] Compress(byte[] data, string encoding)
    {
        using MemoryStream target = new();
        using (Stream stream = encoding == "gzip" ? new GZipStream(target, CompressionLevel.Fastest) : new ZLibStream(target, CompressionLevel.Fastest)) stream.Write(data);
        return target.ToArray();
    }

    private static byte[] Decompress(byte[] data, string encoding)
    {
        using MemoryStream source = new(data), target = new();
        using Stream stream = encoding == "gzip" ? new GZipStream(source, CompressionMode.Decompress) : new ZLibStream(source, CompressionMode.Decompress);
        stream.CopyTo(target);
        return target.ToArray();
    }

    private async Task<HttpResponseMessage> SendAsync(byte[] body, string encoding)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentEncoding.Add(encoding);
        return await Gateway.Http.PostAsync("/v2/models/echo/infer", content, Cancellation);
    }
}
