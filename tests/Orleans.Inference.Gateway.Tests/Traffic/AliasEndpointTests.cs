using System.Net;

namespace Orleans.Inference.Gateway.Tests.Traffic;

public sealed class AliasEndpointTests : GatewayTests
{
    private const string Stable = "/inference/aliases/echo@stable";

    private const string Body = """
        {"targets":[{"model":"echo","version":"1","weight":95},{"model":"echo","version":"9","weight":5}],"sticky":true,"shadow":{"model":"echo","percent":10}}
        """;

    private const string Written = """
        {"name":"echo@stable","targets":[{"model":"echo","version":"1","weight":95,"served":true},{"model":"echo","version":"9","weight":5,"served":false}],"sticky":true,"shadow":{"model":"echo","percent":10,"tolerance":0.0001,"served":true}}
        """;

    [Fact]
    public async Task An_alias_is_set_read_listed_and_removed()
    {
        Assert.Equal(Written, (await PutAsync(Body)).GetRawText());
        Assert.Equal(
            new ModelAlias { Name = "echo@stable", Targets = [new("echo", "1", 95), new("echo", "9", 5)], Sticky = true, Shadow = new("echo", null, 10) },
            Gateway.Client.Aliases["echo@stable"]);
        Assert.Equal(Written, (await GetAsync(Stable)).GetRawText());
        Assert.Equal($$"""{"aliases":[{{Written}}]}""", (await GetAsync("/inference/aliases")).GetRawText());

        using var removed = await Gateway.Http.DeleteAsync(Stable, Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        using var again = await Gateway.Http.DeleteAsync(Stable, Cancellation);
        await RefusedAsync(again, HttpStatusCode.NotFound, "There is no alias 'echo@stable'.");
        await GetAsync(Stable, HttpStatusCode.NotFound);
        Assert.Equal("""{"aliases":[]}""", (await GetAsync("/inference/aliases")).GetRawText());
    }

    [Theory]
    [InlineData("""{"targets":[{"model":"echo","wieght":5}]}""", "Invalid key of targets[0]: expected model, version or weight, given the string \"wieght\".")]
    [InlineData("""{"target":[]}""", "expected targets, sticky, shadow or name, given the string \"target\"")]
    [InlineData("""{"targets":[{"model":"echo","weight":"5"}]}""", "Invalid weight of targets[0]: expected a number, given the string \"5\".")]
    [InlineData("""{"targets":{}}""", "Invalid targets: expected an array, given an object.")]
    [InlineData("""{"targets":[],"shadow":{"modell":"echo"}}""", "Invalid key of the shadow")]
    [InlineData("""{"name":"other","targets":[]}""", "Invalid name: expected 'echo@stable' as in the path, given 'other'.")]
    [InlineData("""{"targets":[]""", "Invalid request body: expected JSON")]
    [InlineData("""{"targets":[]} {}""", "Invalid request body: expected JSON")]
    [InlineData("[]", "Invalid alias: expected an object, given an array.")]
    public async Task What_is_no_alias_is_400_and_says_why(string body, string expected)
    {
        using var response = await Gateway.Http.PutAsync(Stable, Json(body), Cancellation);
        await RefusedAsync(response, HttpStatusCode.BadRequest, expected);
        Assert.Empty(Gateway.Client.Aliases);
    }

    [Fact]
    public async Task What_the_cluster_refuses_is_400_and_a_cluster_that_is_away_503()
    {
        Gateway.Client.AliasProblem = new InvalidInputException("alias", "at most 1000 of them", "one more");
        using var refused = await Gateway.Http.PutAsync(Stable, Json(Body), Cancellation);
        await RefusedAsync(refused, HttpStatusCode.BadRequest, "at most 1000");

        Gateway.Client.AliasProblem = new SiloUnavailableException("its silo left.");
        using var away = await Gateway.Http.PutAsync(Stable, Json(Body), Cancellation);
        await RefusedAsync(away, HttpStatusCode.ServiceUnavailable, "The aliases cannot be changed now: its silo left. Ask again in a moment.");
        using var removal = await Gateway.Http.DeleteAsync(Stable, Cancellation);
        await RefusedAsync(removal, HttpStatusCode.ServiceUnavailable, "its silo left.");
    }

    [Fact]
    public async Task Other_verbs_are_405_with_those_that_there_are()
    {
        using var response = await PostAsync("{}", Stable);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD", "PUT", "DELETE"], response.Content.Headers.Allow);
    }

    private async Task<System.Text.Json.JsonElement> PutAsync(string body)
    {
        using var response = await Gateway.Http.PutAsync(Stable, Json(body), Cancellation);
        return await ReadAsync(response, HttpStatusCode.OK);
    }
}
