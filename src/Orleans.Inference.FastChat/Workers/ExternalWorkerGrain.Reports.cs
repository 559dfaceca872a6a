using System.Collections.Immutable;
using Orleans.Inference.External;

namespace Orleans.Inference.FastChat.Workers;

internal sealed partial class ExternalWorkerGrain
{
    private static readonly TimeSpan SignOfLifePeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ChangePeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StatusPatience = TimeSpan.FromSeconds(1.5); // less than who asks has
    private static readonly TimeSpan AnnouncePatience = TimeSpan.FromSeconds(2);
    private IGrainTimer? _report;
    private int _reportedQueue;
    private long _reportedAt;
    private bool _isReportSoon;

    public Task AnnounceAsync(CancellationToken cancellationToken) => _known is null ? Task.CompletedTask : Dispatcher.RegisterAsync(GetStatus(), cancellationToken);

    public async Task<WorkerStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        await EnsureKnownAsync("", cancellationToken);
        await ((Task)ProbeAsync()).WaitAsync(StatusPatience, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        return GetStatus();
    }

    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (_known is null) return;
        Forget();
        await Dispatcher.UnregisterAsync(Worker, cancellationToken);
    }

    private IDispatcherGrain Dispatcher => GrainFactory.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key);

    private void StartReports() =>
        _report ??= this.RegisterGrainTimer(ReportAsync, new GrainTimerCreationOptions(SignOfLifePeriod, SignOfLifePeriod) { Interleave = true, KeepAlive = true });

    // A timer that ticks all the time would cost more than the worker's requests, where there are a thousand workers.
    private void QueueChanged()
    {
        if (_isReportSoon || _report is null || QueueLength == _reportedQueue) return;
        _isReportSoon = true;
        var since = timeProvider.GetElapsedTime(_reportedAt);
        _report.Change(since >= ChangePeriod ? TimeSpan.Zero : ChangePeriod - since, SignOfLifePeriod);
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        if (_known is null) return;
        _isReportSoon = false;
        (_reportedQueue, _reportedAt) = (QueueLength, timeProvider.GetTimestamp());
        var speed = _rate.PerSecond;
        ImmutableArray<ModelLoad> loads = [.. _models.Select(model => new ModelLoad(new(model, ExternalModels.Version), speed))];
        if (!await Dispatcher.ReportAsync(new(Worker, _reportedQueue, loads, Revision: _revision), cancellationToken)) await AnnounceAsync(cancellationToken);
    }

    // What the dispatcher misses while it moves, the next sign of life brings.
    private async Task AnnounceSafelyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await AnnounceAsync(cancellationToken).WaitAsync(AnnouncePatience, timeProvider, cancellationToken);
        }
        catch (Exception exception)
        {
            LogNotTold(_url, exception);
        }
    }

    private WorkerStatus GetStatus()
    {
        var speed = _rate.PerSecond;
        return new()
        {
            Worker = Worker,
            SiloName = silo.Name,
            Device = "external worker",
            QueueLength = QueueLength,
            Models = [.. _models.Select(model => Describe(model, speed))],
            State = _state,
            StateReason = _reason,
            StateSince = _since,
            Revision = _revision,
            Host = silo.SiloAddress,
        };
    }

    private ModelStatus Describe(string model, double speed) => new()
    {
        Name = model,
        Version = ExternalModels.Version,
        State = ModelState.Ready,
        Metadata = new()
        {
            Name = model,
            Version = ExternalModels.Version,
            Platform = ExternalModels.Platform,
            Inputs = [],
            Outputs = [],
            Text = TextCapabilities.Generation
                | (_noEmbeddings ? TextCapabilities.None : TextCapabilities.Embedding)
                | (_known?.IsMultimodal == true ? TextCapabilities.Images : TextCapabilities.None),
        },
        Speed = speed,
        DeclaredSpeed = _known?.Speed ?? 1,
        DispatchPolicy = inference.Value.DispatchPolicy,
    };
}
