using System.Diagnostics;
using System.Globalization;

namespace Orleans.Inference.Cluster.Harness.Processes;

/// <summary>A process of ours that ends with this one.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>
    /// The settings of .NET processes that share a few cores, where each would have a machine: several start at once, and all compile at first; and threads that
    /// spin while they have nothing to do would take most of the time of those that have.
    /// </summary>
    public static readonly IReadOnlyList<KeyValuePair<string, string>> ForFewCores =
        [new("DOTNET_TieredPGO", "0"), new("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0")];

    private readonly Process _process;

    private ChildProcess(string name, Process process)
    {
        (Name, _process) = (name, process);
        Log = new(process);
    }

    public string Name { get; }

    public int Id => _process.Id;

    public ProcessLog Log { get; }

    public bool HasExited => _process.HasExited;

    public TextWriter Input => _process.StandardInput;

    /// <param name="name">What it is called where a test failed.</param>
    /// <param name="folder">Its working directory.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">More variables of its environment.</param>
    public static async Task<ChildProcess> StartAsync(
        string name, string folder, IEnumerable<string> command, IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        string[] words = [.. command];
        ProcessStartInfo start = new(words[0], words[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment ?? []) start.Environment[key] = value;
        return new(name, await ProcessStarter.StartAsync(start));
    }

    /// <summary>Sends a signal, as in <c>STOP</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0) throw new InvalidOperationException($"{Name} did not get SIG{signal}: {Log.Text}");
    }

    /// <summary>Ends it at once.</summary>
    public void Kill() => _process.Kill();

    /// <returns>Its exit code.</returns>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
