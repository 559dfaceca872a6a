using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Gateway.Tests.Cluster;

namespace Orleans.Inference.Gateway.Tests.Security;

/// <summary>What a request may do with which key.</summary>
public sealed class AccessTests : GatewayTests
{
    private const string Caller = "caller-key", Operator = "operator-key", Hurried = "hurried-key", Narrow = "narrow-key";

    public override async ValueTask InitializeAsync() => Gateway = await GatewayHost.StartAsync(options =>
    {
        options.ApiKeys.Add(Key("caller", Caller, AccessScope.Infer));
        options.ApiKeys.Add(Key("operator", Operator, AccessScope.Infer, AccessScope.Manage));
        var hurried = Key("hurried", Hurried, AccessScope.Infer);
        hurried.RequestsPerMinute = 2;
        options.ApiKeys.Add(hurried);
        var narrow = Key("narrow", Narrow, AccessScope.Infer);
        narrow.MaxConcurrency = 1;
        options.ApiKeys.Add(narrow);
    }, services => services.AddSingleton(FakeDispatcher.Answering(_ => throw new NotSupportedException())));

    [Theory]
    [InlineData("POST", "/v2/models/echo/infer", Caller, HttpStatusCode.OK)]
    [InlineData("POST", "/v2/models/echo/infer", Operator, HttpStatusCode.OK)]
    [InlineData("POST", "/v2/models/echo/infer", null, HttpStatusCode.Unauthorized)]
    [InlineData("POST", "/v2/models/echo/infer", "caller-kez", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/v2/models", null, HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/v2/models/echo", Caller, HttpStatusCode.OK)]
    [InlineData("POST", "/v2/repository/models/echo/load", Caller, HttpStatusCode.Forbidden)]
    [InlineData("POST", "/v2/repository/models/echo/load", Operator, HttpStatusCode.OK)]
    [InlineData("POST", "/v2/repository/models/echo/unload", null, HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/inference/aliases", Caller, HttpStatusCode.Forbidden)]
    [InlineData("GET", "/inference/aliases", Operator, HttpStatusCode.OK)]
    [InlineData("DELETE", "/inference/aliases/none", Caller, HttpStatusCode.Forbidden)]
    [InlineData("GET", "/inference/cluster", null, HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/health/live", null, HttpStatusCode.OK)]
    [InlineData("GET", "/health/ready", null, HttpStatusCode.OK)]
    [InlineData("GET", "/v2/health/live", null, HttpStatusCode.OK)]
    [InlineData("GET", "/v1/models", null, HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/v1/models", Caller, HttpStatusCode.OK)]
    public async Task A_request_passes_with_a_key_that_allows_it(string method, string path, string? key, HttpStatusCode status)
    {
        using var response = await SendAsync(method, path, key);

        Assert.Equal(status, response.StatusCode);
        if (status != HttpStatusCode.Unauthorized) return;
        Assert.Contains(response.Headers.WwwAuthenticate, challenge => challenge.Scheme == "Bearer");
        Assert.DoesNotContain(key ?? "no key", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_may_come_in_its_own_header_or_as_the_password_of_a_browser()
    {
        Gateway.Http.DefaultRequestHeaders.Add("x-api-key", Caller);
        await GetAsync("/v2/models");
        Gateway.Http.DefaultRequestHeaders.Remove("x-api-key");

        Gateway.Http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"anybody:{Operator}")));
        await GetAsync("/inference/aliases");

        Gateway.Http.DefaultRequestHeaders.Authorization = new("Basic", "%%%");
        await GetAsync("/v2/models", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Each_protocol_refuses_in_its_own_form()
    {
        var oip = await GetAsync("/v2/models", HttpStatusCode.Unauthorized);
        Assert.Contains("Authorization: Bearer", oip.GetProperty("error").GetString(), StringComparison.Ordinal);

        var openAI = (await GetAsync("/v1/models", HttpStatusCode.Unauthorized)).GetProperty("error");
        Assert.Equal("authentication_error", openAI.GetProperty("type").GetString());
        Assert.Equal("invalid_api_key", openAI.GetProperty("code").GetString());
    }

    [Fact]
    public async Task More_requests_than_a_minute_has_are_told_when_to_come_back()
    {
        for (var i = 0; i < 2; i++)
        {
            using var passed = await SendAsync("POST", "/v2/models/echo/infer", Hurried);
            Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
        }

        using var refused = await SendAsync("POST", "/v2/models/echo/infer", Hurried);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Contains("'hurried' may send 2 requests a minute", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        using var other = await SendAsync("POST", "/v2/models/echo/infer", Caller);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task More_requests_at_once_than_allowed_are_turned_away_until_one_has_ended()
    {
        TaskCompletionSource entered = new(), leave = new();
        Client.Infer = async (request, _) =>
        {
            entered.TrySetResult();
            await leave.Task;
            return FakeInferenceClient.Echo(request);
        };
        var first = SendAsync("POST", "/v2/models/echo/infer", Narrow);
        await entered.Task.WaitAsync(Cancellation);

        using var second = await SendAsync("POST", "/v2/models/echo/infer", Narrow);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);

        leave.SetResult();
        using var answered = await first;
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        using var third = await SendAsync("POST", "/v2/models/echo/infer", Narrow);
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string? key)
    {
        using HttpRequestMessage request = new(new(method), path);
        if (method == "POST") request.Content = path.EndsWith("/infer", StringComparison.Ordinal) ? Json(GoodBody) : Json("{}");
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await Gateway.Http.SendAsync(request, Cancellation);
    }

    private static ApiKeyOptions Key(string name, string key, params AccessScope[] scopes)
    {
        ApiKeyOptions options = new() { Name = name, Sha256 = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))) };
        foreach (var scope in scopes) options.Scopes.Add(scope);
        return options;
    }
}
