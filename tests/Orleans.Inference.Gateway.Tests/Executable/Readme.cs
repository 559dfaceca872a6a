using System.Diagnostics;

namespace Orleans.Inference.Gateway.Tests.Executable;

/// <summary>The commands of the README, to be run as they stand there.</summary>
internal static class Readme
{
    /// <summary>The blocks of shell commands under a heading.</summary>
    public static IReadOnlyList<string> Commands(string heading) => Blocks(heading, "bash");

    /// <summary>The lines of the programs under a heading.</summary>
    public static IReadOnlyList<string> ProgramLines(string heading) => [.. Blocks(heading, "csharp").SelectMany(static block => block.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    private static IReadOnlyList<string> Blocks(string heading, string language)
    {
        var text = File.ReadAllText(Path.Combine(SiloProcess.Folder, "README.md"));
        var section = text[text.IndexOf($"\n{heading}\n", StringComparison.Ordinal)..];
        var end = section.IndexOf("\n#", heading.Length + 1, StringComparison.Ordinal);
        return [.. (end < 0 ? section : section[..end]).Split($"```{language}\n").Skip(1).Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)])];
    }

    /// <summary>Runs commands.</summary>
    /// <returns>What they printed.</returns>
    public static async Task<string> RunAsync(string folder, string commands)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", commands]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(shell.ExitCode == 0, $"{commands}\n{output}\n{await errors}");
        return output;
    }
}
