using Orleans.Inference.Silo.Keys;

namespace Orleans.Inference.Tests.Silo.Configuration;

/// <summary>Who listens where others can reach it asks for keys.</summary>
public sealed class OpenAddressTests : IDisposable
{
    private const string Key = """{ "Name": "ops", "Sha256": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "Scopes": ["Infer", "Manage"] }""";
    private readonly Launch _launch = new();

    public void Dispose() => _launch.Dispose();

    [Theory]
    [InlineData("http://0.0.0.0:8000")]
    [InlineData("http://*:8000")]
    [InlineData("http://10.0.0.5:8000")]
    [InlineData("http://127.0.0.1:8000;http://[::]:8000")]
    public void An_address_that_others_can_reach_is_refused_without_keys(string urls)
    {
        var line = _launch.Refuse("--urls", urls);

        Assert.Contains(urls.Split(';')[^1], line, StringComparison.Ordinal);
        Assert.Contains("Gateway:ApiKeys", line, StringComparison.Ordinal);
        Assert.Contains("--Gateway:AllowAnonymous true", line, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_taken_with_keys_and_where_everybody_is_let_in()
    {
        Assert.NotEmpty(_launch.Load("--urls", "http://*:8000", "--Gateway:AllowAnonymous", "true").Urls);

        _launch.Write("work/silo.json", $$"""{ "Urls": "http://*:8000", "Gateway": { "ApiKeys": [{{Key}}] } }""");
        var key = Assert.Single(_launch.Load().Gateway.ApiKeys);
        Assert.Equal(("ops", 2), (key.Name, key.Scopes.Count));
    }

    [Fact]
    public void Loopback_needs_none() => Assert.NotEmpty(_launch.Load("--urls", "http://127.0.0.1:8000;http://localhost:8001;http://[::1]:8002").Urls);

    [Fact]
    public async Task A_key_is_made_with_the_line_that_takes_it()
    {
        using StringWriter output = new();
        await KeyCommand.RunAsync(output);

        var lines = output.ToString().Split('\n', StringSplitOptions.TrimEntries);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(lines[1])));
        Assert.Contains($"\"Sha256\": \"{hash}\"", lines[3], StringComparison.Ordinal);
    }
}
