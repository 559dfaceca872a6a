using System.Collections.Immutable;
using Orleans.Concurrency;
using Orleans.GrainDirectory;
using Orleans.Inference.Devices;
using Orleans.Inference.Placement;
using Orleans.Inference.Transport;
using Orleans.Placement;

namespace Orleans.Inference.Workers;

/// <summary>
/// The face of one device to the cluster. It stays on the silo that owns the device for as long as that silo lives; the sessions belong to the
/// <see cref="DeviceHost"/>, so nothing is lost with an activation.
/// </summary>
/// <remarks>Its timer tells the dispatcher what changed at most 100 ms after it did, gives a sign of life every second, and registers the worker again with a
/// dispatcher that does not know it, or not its newest status: one that moved, whose silo died, or whom an announcement did not reach.</remarks>
[WorkerPlacement, GrainDirectory(WorkerGrainDirectory.Name), Immovable, KeepAlive, Reentrant]
[GrainType(WorkerGrains.DeviceWorkerType)]
internal sealed partial class WorkerGrain(DeviceHost host, RequestBodies requests, ResponseBodies responses, IGrainFactory grains, TimeProvider timeProvider) : Grain, IWorkerGrain
{
    private static readonly TimeSpan ReportPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongRun = TimeSpan.FromSeconds(1); // of which the dispatcher wants to know all the time
    private static readonly TimeSpan TrialPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SignOfLifePeriod = TimeSpan.FromSeconds(1);
    private readonly LossQuarantine _afterLoss = new(timeProvider);
    private ServedDevice _device = null!;
    private DeviceModels _models = null!;
    private IGrainTimer? _reports;
    private WorkerReport? _reported;
    private long _reportedAt;
    private bool _left;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var worker = WorkerId.Parse(this.GetPrimaryKeyString());
        _device = host.Find(worker.Device) ?? throw new InvalidOperationException($"This silo has no device '{worker.Device}'.");
        _models = host.FindModels(worker.Device)!;
        _reports = this.RegisterGrainTimer(ReportAsync, new GrainTimerCreationOptions(ReportPeriod, ReportPeriod) { Interleave = true });
        return Task.CompletedTask;
    }

    public Task<InferenceResponse> InferAsync(InferenceRequest request, AttemptTerms terms, CancellationToken cancellationToken) =>
        LargeBodies.AnyDetached(request.Inputs) ? InferWithBodiesAsync(request, terms, cancellationToken) : _device.InferAsync(request, terms, cancellationToken);

    public Task<bool> TakeTurnAsync(Guid turn, CancellationToken cancellationToken) => Task.FromResult(_afterLoss.TryReserve(turn));

    public async Task<InferenceResponse> InferAfterLossAsync(InferenceRequest request, AttemptTerms terms, Guid turn, CancellationToken cancellationToken)
    {
        using var entered = _afterLoss.TryEnter(turn) ?? throw new NoWorkerException(request.Model, "another request that lost its worker is being tried there");
        ReceivedRequest received = new(request, terms, null);
        if (LargeBodies.AnyDetached(request.Inputs)) received = await ReceiveAsync(request, terms, cancellationToken);
        return await _device.InferAfterLossAsync(received.Request, received.Terms, entered.Began, received.Bodies, cancellationToken);
    }

    public Task SendPieceAsync(long transfer, BodyPiece piece, CancellationToken cancellationToken)
    {
        requests.Add(transfer, piece);
        return Task.CompletedTask;
    }

    public Task<BodyPiece> FetchPieceAsync(long transfer, int tensor, long offset, CancellationToken cancellationToken) =>
        Task.FromResult(responses.Fetch(transfer, tensor, offset));

    public Task DropPiecesAsync(long transfer, CancellationToken cancellationToken)
    {
        requests.Drop(transfer);
        responses.Drop(transfer);
        return Task.CompletedTask;
    }

    public Task<WorkerStatus> GetStatusAsync(CancellationToken cancellationToken) => Task.FromResult(_device.GetStatus());

    public Task<int> GiveBackAsync(ModelKey model, int count, CancellationToken cancellationToken) => Task.FromResult(_device.GiveBack(model, count));

    public async Task<ImmutableArray<ModelOutcome>> LoadModelAsync(string model, string? version, bool reload, CancellationToken cancellationToken)
    {
        _models.CheckCallsAreAllowed();
        return await _models.LoadAsync(model, version, reload).WaitAsync(cancellationToken);
    }

    public async Task<ImmutableArray<ModelOutcome>> UnloadModelAsync(string model, string? version, CancellationToken cancellationToken)
    {
        _models.CheckCallsAreAllowed();
        return await _models.UnloadAsync(model, version).WaitAsync(cancellationToken);
    }

    public Task<ModelOutcome> PlaceAsync(ModelKey model, bool isLoad, CancellationToken cancellationToken) => _models.PlaceAsync(model, isLoad).WaitAsync(cancellationToken);

    public Task PingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task SuspendAsync(string reason, CancellationToken cancellationToken)
    {
        if (_device.IsWedged) return Task.CompletedTask;
        _device.Suspend(reason);
        TryDeviceAsync().Ignore();
        return AnnounceAsync(cancellationToken);
    }

    public async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        if (_left) return;
        await Dispatcher.RegisterAsync(_device.GetStatus(), cancellationToken);
        _reportedAt = timeProvider.GetTimestamp();
    }

    public Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (_left) return Task.CompletedTask;
        _left = true;
        _reports?.Dispose();
        return Dispatcher.UnregisterAsync(_device.Worker, cancellationToken);
    }

    private IDispatcherGrain Dispatcher => grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key);

    private async Task<InferenceResponse> InferWithBodiesAsync(InferenceRequest request, AttemptTerms terms, CancellationToken cancellationToken)
    {
        var received = await ReceiveAsync(request, terms, cancellationToken);
        return await _device.InferAsync(received.Request, received.Terms, received.Bodies, cancellationToken);
    }

    // Type and shape are here: what will be refused anyway need not arrive first.
    private Task<ReceivedRequest> ReceiveAsync(InferenceRequest request, AttemptTerms terms, CancellationToken cancellationToken)
    {
        try
        {
            _device.Check(request, terms);
        }
        catch
        {
            requests.Refuse(terms.Bodies);
            throw;
        }

        return requests.ReceiveAsync(request, terms, cancellationToken);
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        var report = _device.GetReport();
        var isLong = report.OldestRun is { } run && run.Age > LongRun;
        if (!isLong && _reported?.QueueLength == report.QueueLength && timeProvider.GetElapsedTime(_reportedAt) < SignOfLifePeriod) return;
        (_reported, _reportedAt) = (report, timeProvider.GetTimestamp());
        var isUpToDate = await Dispatcher.ReportAsync(report, cancellationToken);
        if (!isUpToDate && !_left) await AnnounceAsync(cancellationToken); // a goodbye may have overtaken the report
    }

    // A trial that hangs too is waited for: there is no sense in another one meanwhile.
    private async Task TryDeviceAsync()
    {
        using var timer = new PeriodicTimer(TrialPeriod, timeProvider);
        while (!_left && await timer.WaitForNextTickAsync())
        {
            if (!await _device.TryAsync()) continue;
            await AnnounceAsync(CancellationToken.None);
            return;
        }
    }
}
