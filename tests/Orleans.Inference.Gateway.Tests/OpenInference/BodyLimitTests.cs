using System.Net;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Orleans.Inference.Gateway.Tests;

public sealed class BodyLimitTests : GatewayTests
{
    private const int Limit = 100_000;

    // The web server's own limit is lower still and must give way, or callers see a broken connection instead of an answer.
    public override async ValueTask InitializeAsync() => Gateway = await GatewayHost.StartAsync(
        options => options.MaxRequestBodyBytes = Limit,
        services => services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = 10));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_at_the_limit_is_taken(bool chunked)
    {
        using var response = await SendAsync(GoodBody.PadRight(Limit), chunked);
        await ReadAsync(response, HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(false, Limit + 1)]
    [InlineData(true, Limit + 1)]
    [InlineData(false, 80 * Limit)]
    [InlineData(true, 80 * Limit)]
    public async Task A_body_over_the_limit_answers_413(bool chunked, int length)
    {
        using var response = await SendAsync(GoodBody.PadRight(length), chunked);
        await RefusedAsync(response, HttpStatusCode.RequestEntityTooLarge, $"at most {Limit} bytes", chunked ? "more" : $"{length} bytes");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public async Task A_limit_that_cannot_be_is_refused_at_start(long limit)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => GatewayHost.StartAsync(options => options.MaxRequestBodyBytes = limit));
        Assert.Contains("from 1 to", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"{limit}", exception.Message, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> SendAsync(string body, bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/echo/infer");
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Headers.TransferEncodingChunked = chunked;
        return await Gateway.Http.SendAsync(request, Cancellation);
    }
}
