using System.ComponentModel;
using System.Diagnostics;

namespace Orleans.Inference.Gateway.Tests.OpenAI;

/// <summary>
/// The client that OpenAI makes for JavaScript, installed once into a folder that goes with the tests. Where the machine has no Node.js, or cannot get the
/// package, the tests that use it are skipped with that reason.
/// </summary>
public sealed class NodeSdk : IAsyncLifetime
{
    private const string Package = "openai@7.57.0";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("inference-node-");
    private string? _missing;

    public async ValueTask InitializeAsync()
    {
        var (code, _, errors) = await RunAsync("npm", "install", "--no-audit", "--no-fund", "--no-package-lock", Package);
        _missing = code == 0 ? null : $"the npm package {Package} cannot be installed here: {errors}";
    }

    /// <summary>Runs a script (an ES module) in which <c>client</c> is the SDK's client of the gateway.</summary>
    /// <param name="gateway">The gateway's address.</param>
    /// <param name="script">The script.</param>
    /// <returns>What it printed.</returns>
    public async Task<string> RunAsync(Uri gateway, string script)
    {
        Assert.SkipUnless(_missing is null, _missing ?? "");
        var file = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.mjs");
        await File.WriteAllTextAsync(
            file,
            $$"""
            import OpenAI from 'openai';
            const client = new OpenAI({ apiKey: 'none', baseURL: '{{new Uri(gateway, "/v1")}}' });
            {{script}}
            """,
            TestContext.Current.CancellationToken);
        var (code, output, errors) = await RunAsync("node", file);
        Assert.True(code == 0, errors);
        return output.Trim();
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(string program, params string[] arguments)
    {
        using var process = new Process { StartInfo = new(program, arguments) { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true } };
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            return (-1, "", exception.Message);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, "", $"{program} took longer than {Patience}");
        }
    }
}
