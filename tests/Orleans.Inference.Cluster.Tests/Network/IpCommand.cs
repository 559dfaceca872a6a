using System.Diagnostics;

namespace Orleans.Inference.Cluster.Tests.Network;

/// <summary>Runs <c>ip</c>.</summary>
internal static class IpCommand
{
    private static readonly string[] Refusals = ["Operation not permitted", "Permission denied", "not supported"];

    /// <summary>Runs it; the test is skipped where the kernel does not let it.</summary>
    public static async Task RunAsync(params string[] arguments)
    {
        if (await TryAsync(arguments) is not { } error) return;
        var command = $"ip {string.Join(' ', arguments)}: {error}";
        if (Refusals.Any(refusal => error.Contains(refusal, StringComparison.Ordinal))) Assert.Skip($"missing kernel right: {command}");
        Assert.Fail(command);
    }

    /// <returns>Why it failed; <see langword="null"/> when it did not.</returns>
    public static async Task<string?> TryAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? null : error.ReplaceLineEndings(" ").Trim();
    }
}
