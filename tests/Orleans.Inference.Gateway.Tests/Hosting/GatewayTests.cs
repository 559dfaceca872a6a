using System.Net;
using System.Text;
using System.Text.Json;

namespace Orleans.Inference.Gateway.Tests;

/// <summary>Tests that each have a gateway of their own.</summary>
public abstract class GatewayTests : IAsyncLifetime
{
    protected const string GoodBody = """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}""";

    private protected GatewayHost Gateway { get; set; } = null!;

    private protected FakeInferenceClient Client => Gateway.Client;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync() => Gateway = await GatewayHost.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    protected async Task<HttpResponseMessage> PostAsync(string body, string path = "/v2/models/echo/infer") =>
        await Gateway.Http.PostAsync(path, Json(body), Cancellation);

    /// <summary>Runs a model and gives the response's JSON.</summary>
    protected async Task<JsonElement> InferAsync(string body, string path = "/v2/models/echo/infer")
    {
        using var response = await PostAsync(body, path);
        return await ReadAsync(response, HttpStatusCode.OK);
    }

    protected async Task<JsonElement> GetAsync(string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var response = await Gateway.Http.GetAsync(path, Cancellation);
        return await ReadAsync(response, status);
    }

    /// <summary>Sends a body that must be refused with an error that has all of the parts, after which a good request must work.</summary>
    protected async Task<string> RefusedAsync(string body, params string[] parts) =>
        await RefusedAsync(body, HttpStatusCode.BadRequest, parts);

    /// <inheritdoc cref="RefusedAsync(string, string[])"/>
    protected async Task<string> RefusedAsync(string body, HttpStatusCode status, params string[] parts)
    {
        using var response = await PostAsync(body);
        return await RefusedAsync(response, status, parts);
    }

    /// <inheritdoc cref="RefusedAsync(string, string[])"/>
    protected async Task<string> RefusedAsync(HttpResponseMessage response, HttpStatusCode status, params string[] parts)
    {
        var answer = await ReadAsync(response, status);
        var error = Assert.Single(answer.EnumerateObject());
        Assert.Equal("error", error.Name);
        var text = error.Value.GetString()!;
        Assert.All(parts, part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        await InferAsync(GoodBody);
        return text;
    }

    protected static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
