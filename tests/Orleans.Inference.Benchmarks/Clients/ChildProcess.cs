using System.Diagnostics;

namespace Orleans.Inference.Benchmarks.Clients;

/// <summary>This program once more, in another role. It ends with its standard input.</summary>
internal static class ChildProcess
{
    public static Process Start(string verb, params IEnumerable<string> arguments)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        start.ArgumentList.Add(verb);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    public static async Task StopAsync(Process process, TimeSpan patience)
    {
        try
        {
            process.StandardInput.Close();
            using var limit = new CancellationTokenSource(patience);
            await process.WaitForExitAsync(limit.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
