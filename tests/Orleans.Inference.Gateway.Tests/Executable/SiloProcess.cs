using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Orleans.Inference.Gateway.Tests.Executable;

/// <summary>The real executable in a process of its own, on free ports, killed with the test.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    /// <summary>The option for the folder by which silos of one host see each other's devices.</summary>
    public const string ClaimsOption = "--Inference:DeviceClaims";

    private readonly Process _process;
    private readonly DirectoryInfo _claims;
    private Task<string> _rest = Task.FromResult("");

    private SiloProcess(Process process, int siloPort, DirectoryInfo claims) => (_process, SiloPort, _claims) = (process, siloPort, claims);

    public int Id => _process.Id;

    /// <summary>The port by which other silos join this one.</summary>
    public int SiloPort { get; }

    /// <summary>What it printed until it was ready, the summary's last line included.</summary>
    public List<string> Output { get; } = [];

    public HttpClient Http { get; } = new();

    /// <summary>Where it serves gRPC.</summary>
    public Uri? Grpc { get; private set; }

    public static string Folder { get; } = FindFolder(AppContext.BaseDirectory);

    /// <summary>Starts the silo and waits for its summary.</summary>
    /// <param name="primaryPort">The silo that it joins; itself if none.</param>
    /// <param name="options">More of the command line.</param>
    public static Task<SiloProcess> StartAsync(int? primaryPort = null, params string[] options) => StartAsync("silo", primaryPort, options);

    /// <summary>Starts a gateway in front of a silo and waits for its summary.</summary>
    public static Task<SiloProcess> StartGatewayAsync(int primaryPort, params string[] options) => StartAsync("gateway", primaryPort, options);

    /// <summary>Starts the silo where it is expected to refuse.</summary>
    /// <returns>Its exit code, and what it said on either stream.</returns>
    public static async Task<(int ExitCode, string Errors)> RefuseAsync(params string[] options)
    {
        var port = FreePort();
        var (exitCode, output, errors) = await RunAsync([.. Endpoints(port, port), .. options]);
        return (exitCode, output + errors);
    }

    /// <summary>Runs the program where it ends by itself.</summary>
    /// <returns>Its exit code and what it said.</returns>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] options)
    {
        using var process = Start(options);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, errors);
    }

    /// <summary>Asks it to stop, as a supervisor does.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Pauses it where it is.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    /// <summary>Ends it without a word.</summary>
    public async Task KillAsync()
    {
        await SignalAsync("KILL");
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _rest;
        _process.Dispose();
        _claims.Delete(recursive: true);
    }

    private static string[] Endpoints(int port, int primaryPort) =>
    [
        "--urls", "http://127.0.0.1:0",
        "--Inference:GrpcUrl", "http://127.0.0.1:0",
        "--Orleans:Endpoints:SiloPort", $"{port}",
        "--Orleans:Endpoints:GatewayPort", $"{FreePort()}",
        "--Orleans:Clustering:ProviderType", "Development",
        "--Orleans:Clustering:PrimarySiloEndPoint", $"127.0.0.1:{primaryPort}",
    ];

    private static string[] DeviceClaims(string folder, string[] options) => options.Contains(ClaimsOption) ? [] : [ClaimsOption, folder];

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<SiloProcess> StartAsync(string role, int? primaryPort, string[] options)
    {
        var port = FreePort();
        var claims = Directory.CreateTempSubdirectory("inference-claims-"); // a host of its own, unless the options name another's
        var silo = new SiloProcess(Start([role, .. Endpoints(port, primaryPort ?? port), .. DeviceClaims(claims.FullName, options), .. options]), port, claims);
        try
        {
            await silo.ReadSummaryAsync();
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    private static Process Start(IEnumerable<string> options)
    {
        var executable = Path.Combine(AppContext.BaseDirectory, "Orleans.Inference.Silo.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [executable, .. options])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    private async Task ReadSummaryAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            Output.Add(line);
            if (line.Contains(" http://", StringComparison.Ordinal) && line.TrimStart().StartsWith("API", StringComparison.Ordinal))
            {
                Http.BaseAddress = new(new Uri(line[line.IndexOf("http://", StringComparison.Ordinal)..]).GetLeftPart(UriPartial.Authority));
            }

            if (line.TrimStart().StartsWith("gRPC", StringComparison.Ordinal)) Grpc = new(line[line.IndexOf("http://", StringComparison.Ordinal)..]);

            if (!line.StartsWith("curl ", StringComparison.Ordinal)) continue;
            _rest = _process.StandardOutput.ReadToEndAsync(CancellationToken.None); // what follows must not fill the pipe
            return;
        }

        Assert.Fail($"The silo ended before it was ready:\n{string.Join('\n', Output)}\n{await _process.StandardError.ReadToEndAsync(CancellationToken.None)}");
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string FindFolder(string folder) => File.Exists(Path.Combine(folder, "Orleans.Inference.sln"))
        ? folder
        : FindFolder(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The source tree is not above the tests."));
}
