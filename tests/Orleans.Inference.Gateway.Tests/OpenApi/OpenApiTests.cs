using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Orleans.Inference.Gateway.Tests;

public sealed class OpenApiTests : GatewayTests
{
    [Fact]
    public async Task Every_path_and_verb_is_described_and_none_that_is_not_there()
    {
        var document = await GetAsync("/openapi.json");

        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(verb => $"{verb.Name.ToUpperInvariant()} {path.Name}"));
        var mapped = Gateway.Endpoints.OfType<RouteEndpoint>().SelectMany(endpoint => VerbsOf(endpoint).Select(verb => $"{verb} {PathOf(endpoint)}"));
        Assert.Equal(mapped.Distinct().Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_it_refers_to_is_there()
    {
        var document = await GetAsync("/openapi.json");

        Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
        var references = ReferencesOf(document).Distinct().ToArray();
        Assert.NotEmpty(references);
        foreach (var reference in references)
        {
            var target = document;
            foreach (var name in reference.Split('/').Skip(1)) Assert.True(target.TryGetProperty(name, out target), reference);
        }
    }

    [Fact]
    public async Task Operations_have_names_of_their_own_and_parameters_are_those_of_the_path()
    {
        var document = await GetAsync("/openapi.json");
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(verb => (Path: path.Name, verb.Value))).ToArray();

        Assert.Distinct(operations.Select(operation => operation.Value.GetProperty("operationId").GetString()));
        foreach (var (path, operation) in operations)
        {
            var parameters = operation.TryGetProperty("parameters", out var list) ? list.EnumerateArray().Select(one => one.GetProperty("$ref").GetString()!.Split('/')[^1]) : [];
            Assert.Equal(path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}')), parameters);
        }
    }

    // An endpoint for no verb in particular only refuses.
    private static IEnumerable<string> VerbsOf(RouteEndpoint endpoint) =>
        (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Where(verb => verb != HttpMethods.Head);

    private static string PathOf(RouteEndpoint endpoint) => $"/{endpoint.RoutePattern.RawText!.Trim('/').Replace("{**", "{", StringComparison.Ordinal)}";

    private static IEnumerable<string> ReferencesOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => member.Name == "$ref" ? [member.Value.GetString()!] : ReferencesOf(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(ReferencesOf),
        _ => [],
    };
}
