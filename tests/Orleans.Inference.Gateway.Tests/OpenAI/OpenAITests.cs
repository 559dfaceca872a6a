using System.Net;
using System.Text.Json;

namespace Orleans.Inference.Gateway.Tests.OpenAI;

/// <summary>Tests of the OpenAI protocol, before a model <c>words</c> that takes texts and one that takes tensors alone.</summary>
public abstract class OpenAITests : GatewayTests
{
    protected const string GoodEmbedding = """{"model":"words","input":"cat"}""";

    private protected FakeTextClient Text => Gateway.Text;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Client.Models = [FakeInferenceClient.Metadata("words", "1") with { Text = TextCapabilities.Embedding }, FakeInferenceClient.Metadata("digits", "1")];
    }

    protected async Task<JsonElement> CallAsync(string body, string path = "/v1/embeddings")
    {
        using var response = await PostAsync(body, path);
        Assert.NotEmpty(response.Headers.GetValues("x-request-id").Single());
        return await ReadAsync(response, HttpStatusCode.OK);
    }

    /// <summary>Insists on an error in the protocol's form, after which a good request must work.</summary>
    protected async Task<JsonElement> FailedAsync(HttpResponseMessage response, HttpStatusCode status, string type, string? param, string? code, params string[] parts)
    {
        var error = (await ReadAsync(response, status)).GetProperty("error");
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(property => property.Name));
        Assert.Equal((type, param, code), (error.GetProperty("type").GetString(), error.GetProperty("param").GetString(), error.GetProperty("code").GetString()));
        Assert.All(parts, part => Assert.Contains(part, error.GetProperty("message").GetString(), StringComparison.Ordinal));
        Assert.NotEmpty(response.Headers.GetValues("x-request-id").Single());
        await CallAsync(GoodEmbedding);
        return error;
    }
}
