using System.Diagnostics;
using System.Globalization;
using Orleans.Inference.Cluster.Harness.Roles;

namespace Orleans.Inference.Cluster.Harness.Processes;

/// <summary>A silo in a process of its own.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    /// <summary>More than a silo may take for its way out.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(90);

    private readonly ChildProcess _process;

    private SiloProcess(SiloPlan plan, ChildProcess process, Uri http)
    {
        (Plan, _process) = (plan, process);
        Http = new() { BaseAddress = http };
    }

    public SiloPlan Plan { get; }

    public string Name => Plan.Name;

    public int ProcessId => _process.Id;

    public HttpClient Http { get; }

    /// <summary>When it was first seen ready, by <see cref="Stopwatch"/>.</summary>
    public long ReadyAt { get; private set; }

    public bool HasExited => _process.HasExited;

    public string Log => _process.Log.Text;

    /// <summary>The model repository of silos that share a folder of records.</summary>
    public static string RepositoryIn(string records) => Path.Combine(records, "models");

    /// <summary>Starts the silo and waits until it is ready.</summary>
    /// <param name="plan">How.</param>
    /// <param name="clusterId">The cluster that it joins.</param>
    /// <param name="redis">Where the membership is.</param>
    /// <param name="records">The folder in which it writes down what it does.</param>
    public static async Task<SiloProcess> StartAsync(SiloPlan plan, string clusterId, string redis, string records)
    {
        Uri http = new($"http://{plan.Address}:{FreePorts.Take()}");
        var models = Directory.CreateDirectory(RepositoryIn(records)).FullName;
        IEnumerable<string> command = ["dotnet", typeof(SiloRole).Assembly.Location, SiloRole.Name, .. plan.ToArguments(http, clusterId, redis, models)];
        if (plan.Namespace is { } name) command = ["ip", "netns", "exec", name, .. command];
        var process = await ChildProcess.StartAsync(plan.Name, records, command,
            [new(SiloRole.Records, records), new(SiloRole.Slowdown, plan.Slowdown.ToString(CultureInfo.InvariantCulture)), .. ChildProcess.ForFewCores]);
        SiloProcess silo = new(plan, process, http);
        try
        {
            await silo.WaitUntilReadyAsync();
            return silo;
        }
        catch (Exception exception)
        {
            await silo.DisposeAsync();
            throw new InvalidOperationException($"{plan.Name} did not become ready: {exception.Message}\n{silo.Log}", exception);
        }
    }

    /// <summary>Ends it as a power cut of its process does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Takes the processor away from it.</summary>
    public Task PauseAsync() => _process.SignalAsync("STOP");

    public Task ResumeAsync() => _process.SignalAsync("CONT");

    /// <summary>Asks it to stop, as a supervisor does.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        await _process.SignalAsync("TERM");
        return await WaitForExitAsync();
    }

    /// <summary>Waits until it ends.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitForExitAsync()
    {
        using CancellationTokenSource limit = new(StopLimit);
        return await _process.WaitForExitAsync(limit.Token);
    }

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        return _process.DisposeAsync();
    }

    private async Task WaitUntilReadyAsync()
    {
        await Patience.UntilAsync($"{Name} is ready", StartLimit, IsReadyAsync);
        ReadyAt = Stopwatch.GetTimestamp();
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        if (HasExited) throw new InvalidOperationException($"it ended with {await _process.WaitForExitAsync(cancellationToken)}");
        try
        {
            using var response = await Http.GetAsync(new Uri("/v2/health/ready", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
