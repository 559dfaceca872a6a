using System.Diagnostics;
using System.Net;

namespace Orleans.Inference.Gateway.Tests.Executable;

/// <summary>What a person sees who starts the silo for the first time.</summary>
public sealed class StartTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_command_serves_the_shipped_model_and_says_how_to_try_it()
    {
        await using var silo = await SiloProcess.StartAsync();
        Assert.True(silo.Output.Count <= 30, string.Join('\n', silo.Output));
        Assert.Contains(silo.Output, line => line.Contains("silo.json", StringComparison.Ordinal));
        Assert.Contains(silo.Output, line => line.Contains("digits 1", StringComparison.Ordinal));
        Assert.Contains(silo.Output, line => line.Contains("cpu, ", StringComparison.Ordinal));
        Assert.Contains(silo.Output, line => line.Contains("/dashboard", StringComparison.Ordinal));
        Assert.Contains(silo.Output, line => line.Contains('█', StringComparison.Ordinal));

        var curl = silo.Output[^1];
        Assert.True(curl.Length <= 120, curl);
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"{curl} --silent --show-error"])
        {
            WorkingDirectory = SiloProcess.Folder,
            RedirectStandardOutput = true,
        })!;
        var answer = await shell.StandardOutput.ReadToEndAsync(Cancel);
        Assert.Contains(":5:5\"", answer, StringComparison.Ordinal);
        Assert.Equal(0, await silo.StopAsync());
    }

    [Fact]
    public async Task The_dashboard_and_health_answer()
    {
        await using var silo = await SiloProcess.StartAsync();
        foreach (var path in new[] { "/dashboard/", "/v2/health/live", "/v2/health/ready", "/v2", "/v2/models/digits/ready" })
        {
            using var response = await silo.Http.GetAsync(new Uri(path, UriKind.Relative), Cancel);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task A_wrong_setting_stops_the_start_with_one_line()
    {
        var (exitCode, errors) = await SiloProcess.RefuseAsync("--Inference:MaxQueueLength", "many");
        Assert.NotEqual(0, exitCode);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("Inference:MaxQueueLength", line, StringComparison.Ordinal);
        Assert.Contains("many", line, StringComparison.Ordinal);
    }
}
