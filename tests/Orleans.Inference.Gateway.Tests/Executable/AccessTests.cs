using System.Net;
using System.Text.RegularExpressions;

namespace Orleans.Inference.Gateway.Tests.Executable;

/// <summary>The program with API keys.</summary>
public sealed partial class AccessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_made_by_the_program_opens_what_it_is_for()
    {
        var (_, made, _) = await SiloProcess.RunAsync("key");
        var key = KeyLine.Match(made).Value;
        var hash = HashText.Match(made).Value;
        await using var silo = await SiloProcess.StartAsync(
            null, "--Gateway:ApiKeys:0:Name", "ops", "--Gateway:ApiKeys:0:Sha256", hash, "--Gateway:ApiKeys:0:Scopes:0", "Infer", "--Gateway:ApiKeys:0:Scopes:1", "Manage");

        foreach (var path in (string[])["/v2/models", "/dashboard/", "/metrics", "/inference/cluster"])
        {
            silo.Http.DefaultRequestHeaders.Authorization = null;
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusOfAsync(silo, path));
            silo.Http.DefaultRequestHeaders.Authorization = new("Bearer", key);
            Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(silo, path));
        }

        silo.Http.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(silo, "/health/ready"));
    }

    [GeneratedRegex("oi-[A-Za-z0-9_-]+")]
    private static partial Regex KeyLine { get; }

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex HashText { get; }

    private static async Task<HttpStatusCode> StatusOfAsync(SiloProcess silo, string path)
    {
        using var response = await silo.Http.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        return response.StatusCode;
    }
}
