using System.Net;

namespace Orleans.Inference.Gateway.Tests;

public sealed class HealthTests : GatewayTests
{
    [Fact]
    public async Task Live_answers_even_when_nothing_is_ready()
    {
        Client.Missing = "everything";
        Assert.True((await GetAsync("/v2/health/live")).GetProperty("live").GetBoolean());
    }

    [Fact]
    public async Task Ready_answers_200_when_nothing_is_missing()
    {
        Assert.Equal("""{"ready":true}""", (await GetAsync("/v2/health/ready")).GetRawText());
    }

    [Fact]
    public async Task Not_ready_answers_503_and_says_what_is_missing()
    {
        Client.Missing = "the model 'digits' is loading";
        var answer = await GetAsync("/v2/health/ready", HttpStatusCode.ServiceUnavailable);
        Assert.Equal("""{"ready":false,"error":"the model 'digits' is loading"}""", answer.GetRawText());
        Client.Missing = null;
        await GetAsync("/v2/health/ready");
    }

    [Fact]
    public async Task Probes_may_ask_for_the_head_only()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/v2/health/ready");
        using var response = await Gateway.Http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
