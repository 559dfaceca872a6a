using System.Net;
using Microsoft.AspNetCore.Builder;

namespace Orleans.Inference.Gateway.Tests;

public sealed class RoutingTests : GatewayTests
{
    [Theory]
    [InlineData("/v2/nothing")]
    [InlineData("/v2/models/echo/explain")]
    [InlineData("/v2/models/echo/versions/1/explain/it")]
    public async Task An_unknown_path_answers_404(string path)
    {
        using var response = await Gateway.Http.GetAsync(path, Cancellation);
        await RefusedAsync(response, HttpStatusCode.NotFound, path);
    }

    [Theory]
    [InlineData("GET", "/v2/models/echo/infer", "POST")]
    [InlineData("DELETE", "/v2/models/echo/versions/1/infer", "POST")]
    [InlineData("POST", "/v2", "GET, HEAD")]
    [InlineData("POST", "/v2/models", "GET, HEAD")]
    [InlineData("PUT", "/v2/models/echo", "GET, HEAD")]
    [InlineData("POST", "/v2/health/ready", "GET, HEAD")]
    public async Task A_wrong_verb_answers_405(string verb, string path, string allowed)
    {
        using var request = new HttpRequestMessage(new(verb), path);
        using var response = await Gateway.Http.SendAsync(request, Cancellation);
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow));
        await RefusedAsync(response, HttpStatusCode.MethodNotAllowed, path, allowed, verb);
    }

    [Fact]
    public async Task The_path_names_model_and_version()
    {
        await InferAsync(GoodBody);
        var answer = await InferAsync(GoodBody, "/v2/models/my%20model.b/versions/3/infer");
        Assert.Collection(
            Client.Requests,
            request => Assert.Equal(("echo", null), (request.Model, request.Version)),
            request => Assert.Equal(("my model.b", "3"), (request.Model, request.Version)));
        Assert.Equal("my model.b", answer.GetProperty("model_name").GetString());
        Assert.Equal("3", answer.GetProperty("model_version").GetString());
    }

    [Fact]
    public async Task Conventions_reach_every_endpoint()
    {
        await using var host = await GatewayHost.StartAsync(map: app => app.MapInferenceGateway().WithMetadata("mine"));
        var endpoints = host.Endpoints;
        Assert.NotEmpty(endpoints);
        Assert.All(endpoints, endpoint => Assert.Equal("mine", endpoint.Metadata.GetMetadata<string>()));
    }

    [Fact]
    public void Mapping_without_the_services_says_what_to_call()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        var exception = Assert.Throws<InvalidOperationException>(() => app.MapInferenceGateway());
        Assert.Contains("AddInferenceGateway", exception.Message, StringComparison.Ordinal);
    }
}
