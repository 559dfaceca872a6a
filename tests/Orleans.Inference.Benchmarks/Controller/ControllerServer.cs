using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Inference.Benchmarks.Cluster;
using Orleans.Inference.Benchmarks.Models;
using Orleans.Inference.Benchmarks.Rollout;

namespace Orleans.Inference.Benchmarks.Controller;

/// <summary>A silo with the gateway in this process, that workers are registered at.</summary>
internal sealed class ControllerServer : IAsyncDisposable
{
    private const int Registrars = 16;
    private static readonly TimeSpan Long = TimeSpan.FromHours(1); // that workers are looked after is not what is measured
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly WebApplication _app;
    private readonly RolloutRepository _repository;
    private readonly DirectoryInfo _claims;

    private ControllerServer(WebApplication app, RolloutRepository repository, DirectoryInfo claims) => (_app, _repository, _claims) = (app, repository, claims);

    public Uri Address => new(_app.Urls.Single());

    public static async Task<ControllerServer> StartAsync()
    {
        RolloutRepository repository = new();
        repository.Add(SampleModel.Digits.Name, 1, SampleModel.Digits);
        var claims = Directory.CreateTempSubdirectory("inference-claims-"); // its device is cpu, whatever else runs here
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Error).AddConsole();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.UseOrleans(silo =>
        {
            BenchmarkSilo.Compose(silo, FreePort.Find(2), claims.FullName, repository.Path);
            silo.AddFastChatWorkers(static options => (options.StatusPeriod, options.HeartBeatExpiration) = (Long, Long));
        });
        builder.Services.AddInferenceGateway();
        var app = builder.Build();
        app.MapInferenceGateway();
        await app.StartAsync();
        await BenchmarkSilo.AwaitReadyAsync(app.Services);
        return new(app, repository, claims);
    }

    /// <summary>Registers all workers as they do it themselves, many at a time, and waits until all of them get requests.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> RegisterAsync(int port)
    {
        var started = Stopwatch.GetTimestamp();
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Address };
        using CancellationTokenSource patience = new(Patience);
        ParallelOptions many = new() { MaxDegreeOfParallelism = Registrars, CancellationToken = patience.Token };
        await Parallel.ForEachAsync(Enumerable.Range(1, WorkerAddress.ChatWorker), many, async (worker, cancellationToken) =>
        {
            using var response = await http.PostAsJsonAsync("/register_worker", new
            {
                worker_name = WorkerAddress.Of(worker, port),
                check_heart_beat = true,
                worker_status = new { model_names = new[] { WorkerAddress.ModelOf(worker) }, speed = 1, queue_length = 0 },
            }, cancellationToken);
            response.EnsureSuccessStatusCode();
        });
        while (await CountServingAsync(patience.Token) < WorkerAddress.ChatWorker) await Task.Delay(10, patience.Token);
        return Stopwatch.GetElapsedTime(started);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _repository.Dispose();
        _claims.Delete(recursive: true);
    }

    private async Task<int> CountServingAsync(CancellationToken cancellationToken)
    {
        var dispatcher = _app.Services.GetRequiredService<IGrainFactory>().GetGrain<IDispatcherGrain>(IDispatcherGrain.Key);
        var workers = (await dispatcher.GetClusterAsync(cancellationToken)).Workers;
        return workers.Count(static worker => worker.Worker.IsExternal && worker.State == WorkerState.Serving);
    }
}
