using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Orleans.Inference.Silo.Configuration;

namespace Orleans.Inference.Silo.Summary;

/// <summary>Prints what the silo serves, and how to try it, once every model is ready or has failed.</summary>
internal sealed partial class StartSummary(
    SiloSettings settings,
    IInferenceReadiness readiness,
    IInferenceClient client,
    IGrainFactory grains,
    ILocalSiloDetails silo,
    IServer server,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    TextWriter output,
    ILogger<StartSummary> logger) : BackgroundService
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using PeriodicTimer timer = new(PollPeriod, time);
            // At least one tick after the models settled, so that the console logger has written its lines before the summary's.
            var settled = false;
            while (!settled)
            {
                settled = lifetime.ApplicationStarted.IsCancellationRequested && readiness.Missing is null;
                await timer.WaitForNextTickAsync(stoppingToken);
            }

            var facts = await CollectAsync(stoppingToken);
            await output.WriteAsync(SummaryText.Of(facts, new Ink(Ink.IsWanted)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        catch (Exception exception) // A silo that serves must not end for want of its summary.
        {
            LogFailed(exception);
        }
    }

    private async Task<SiloFacts> CollectAsync(CancellationToken cancellationToken)
    {
        var folder = Environment.CurrentDirectory;
        var models = await client.ListModelsAsync(cancellationToken);
        var workers = (await grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key).GetClusterAsync(cancellationToken)).Workers;
        var own = workers.Where(worker => silo.SiloAddress.Equals(worker.Worker.Silo)).ToArray();
        var addresses = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        var url = HttpAddresses.Reachable(addresses.First());
        var example = settings.ModelRepository is { } repository ? Example.Find(repository, AppContext.BaseDirectory, models) : null;
        return new()
        {
            SiloName = silo.Name,
            SettingsFile = settings.File is { } file ? ShortestPath.From(folder, file) : null,
            Repository = settings.ModelRepository is null ? null : ShortestPath.From(folder, settings.ModelRepository),
            Models = models,
            Failed = [.. own.SelectMany(worker => worker.Models)
                .Where(model => model.State == ModelState.Failed)
                .DistinctBy(model => (model.Name, model.Version))],
            OnDemand = own.SelectMany(worker => worker.Models)
                .Where(model => model is { State: ModelState.Unloaded, Replicas.OnDemand: true })
                .DistinctBy(model => (model.Name, model.Version))
                .Count(),
            Devices = [.. own.Select(worker => worker.Device)],
            OtherWorkers = workers.Length - own.Length,
            OtherSilos = workers.Select(worker => worker.Worker.Silo).Distinct().Count(address => address is not null && !address.Equals(silo.SiloAddress)),
            Url = url,
            GrpcUrl = settings.GrpcUrl is null ? null : HttpAddresses.Reachable(addresses.Last()),
            HasDashboard = settings.Dashboard.Enabled,
            HasMetrics = settings.Metrics.Enabled,
            Scan = example?.Scan,
            Curl = new CurlLine(url, folder, Path.GetTempPath()).For(example, models),
        };
    }

    [LoggerMessage(LogLevel.Warning, "The summary could not be made; the silo serves all the same.")]
    private partial void LogFailed(Exception exception);
}
