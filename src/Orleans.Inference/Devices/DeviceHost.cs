using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Inference.Devices.Claims;
using Orleans.Inference.Diagnostics;
using Orleans.Inference.Models;
using Orleans.Inference.Models.Repository;
using Orleans.Inference.Routing;
using Orleans.Inference.Transport;

namespace Orleans.Inference.Devices;

/// <summary>
/// Owns this silo's devices and the sessions on them. Models are loaded and warmed in the background once the silo is active, so that a start never waits for
/// them; each is announced to the dispatcher as it becomes warm.
/// </summary>
internal sealed partial class DeviceHost(
    ModelLoader loader,
    ModelCatalog catalog,
    IEnumerable<IModelBackend> backends,
    IOptions<InferenceOptions> options,
    ILocalSiloDetails silo,
    RouterLocation location,
    DataListener listener,
    ResponseBodies responses,
    IGrainFactory grains,
    IServiceProvider services,
    IHostApplicationLifetime host,
    SiloInstruments instruments,
    TimeProvider timeProvider,
    ILogger<DeviceHost> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly LoadTurns _loadTurns = new();
    private ImmutableArray<ServedDevice> _devices = [];
    private ImmutableArray<DeviceModels> _models = [];
    private DeviceClaims? _claims;
    private Task _loading = Task.CompletedTask;
    private CancellationTokenRegistration _hostStopping;

    public ImmutableArray<ServedDevice> Devices => _devices;

    /// <summary>Whether every model that is loaded at the start is either ready or failed; a pipeline may wait for a step that is not there.</summary>
    public bool IsSettled { get; private set; }

    public ServedDevice? Find(string device) => _devices.FirstOrDefault(candidate => candidate.Device.Name == device);

    /// <summary>What brings models into service on a device, and out of it.</summary>
    public DeviceModels? FindModels(string device) => _models.FirstOrDefault(candidate => candidate.Device.Device.Name == device);

    public void Participate(ISiloLifecycle lifecycle)
    {
        // The devices are there before grains can be called, their models come later.
        lifecycle.Subscribe(nameof(DeviceHost), ServiceLifecycleStage.RuntimeInitialize, _ => OpenAsync(), _ => Close());
        lifecycle.Subscribe(nameof(DeviceHost), ServiceLifecycleStage.Active + 1, _ => StartLoading(), StopAsync);
    }

    /// <summary>Takes the devices, unless that is done: the silo does it when it starts.</summary>
    /// <exception cref="DeviceClaimException">A device is owned by another silo.</exception>
    public void Open()
    {
        if (_claims is not null) return;
        DeviceClaims claims = new(new(options.Value.DeviceClaims), DeviceClaims.Describe(silo, timeProvider.GetUtcNow()));
        try
        {
            _devices = [.. new DeviceSelection(options.Value, DeviceDiscovery.FindGpus(backends), claims).Take().Select(device =>
                new ServedDevice(device, new(silo.SiloAddress, device.Name), silo.Name, location.Place, options.Value, instruments, timeProvider)
                {
                    Data = () => listener.Endpoint,
                    Responses = responses,
                    Router = services.GetRequiredService<IInferenceClient>, // which needs the devices itself
                    Memory = new(device.MemoryBytes),
                })];
            _models = [.. _devices.Select(device => new DeviceModels(
                device, catalog, loader, _loadTurns, device => AnnounceAsync(device, _stopping.Token), options.Value, timeProvider, logger, _stopping.Token))];
            instruments.Observe(_devices);
            _claims = claims;
        }
        catch
        {
            claims.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _hostStopping.Dispose();
        foreach (var device in _devices) device.Dispose();
        _devices = [];
        _claims?.Dispose();
        _loadTurns.Dispose();
        _stopping.Dispose();
    }

    private Task OpenAsync()
    {
        Open();
        return Task.CompletedTask;
    }

    private Task StartLoading()
    {
        _loading = Task.Run(() => LoadAllAsync(_stopping.Token), CancellationToken.None);
        // Long before the silo stops: HTTP finishes what it has first, and takes its time.
        _hostStopping = host.ApplicationStopping.Register(() => SayGoodbyeAsync(CancellationToken.None).Ignore());
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _loading.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await SayGoodbyeAsync(cancellationToken);
        await Task.WhenAll(_devices.Select(device => device.Scheduler.StopAsync(cancellationToken)));
    }

    private Task Close()
    {
        Dispose();
        return Task.CompletedTask;
    }

    private async Task LoadAllAsync(CancellationToken cancellationToken)
    {
        var changes = options.Value is { RepositoryMode: RepositoryMode.Poll, ModelRepository: { } folder } ? new RepositoryChanges(folder, options.Value.RepositorySettleTime, timeProvider) : null;
        var entries = catalog.Scan();
        await Task.WhenAll(_models.Select(models => models.BeginAsync(entries)));
        IsSettled = true;
        if (changes is not null) await FollowAsync(changes, cancellationToken);
    }

    private async Task FollowAsync(RepositoryChanges changes, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Value.RepositoryPollPeriod, timeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var look = changes.Look();
            if (look.Problem is { } problem) LogRepositoryAway(options.Value.ModelRepository!, problem);
            foreach (var name in (string[])[.. look.New, .. look.Changed, .. look.Gone]) await Task.WhenAll(_models.Select(models => models.FollowAsync(name)));
        }
    }

    private Task SayGoodbyeAsync(CancellationToken cancellationToken) => Task.WhenAll(_devices.Select(device => SayGoodbyeAsync(device, cancellationToken)));

    private async Task SayGoodbyeAsync(ServedDevice device, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetWorker(device.Worker).LeaveAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            LogNoGoodbye(device.Worker, exception); // the dispatcher learns it from the membership
        }
    }

    private async Task AnnounceAsync(ServedDevice device, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetWorker(device.Worker).AnnounceAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotAnnounced(device.Worker, exception); // the worker's own timer announces it again
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }
}
