using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Inference.External;
using Orleans.Inference.FastChat.Http;
using Orleans.Inference.Routing;
using Orleans.Placement;

namespace Orleans.Inference.FastChat.Workers;

/// <summary>
/// The face of an external worker to the cluster: an HTTP worker of FastChat, by its base URL. It holds what the worker said of itself, finds out whether it
/// answers, and relays calls to it.
/// </summary>
/// <remarks>
/// It lives on the silo that was told of the worker first. When that silo dies, the dispatcher, or the first call, wakes it on another one, where it takes the
/// worker back from the route table and asks it before it lets requests through.
/// </remarks>
[PreferLocalPlacement, Immovable, KeepAlive, Reentrant]
[GrainType(WorkerGrains.ExternalWorkerType)]
internal sealed partial class ExternalWorkerGrain(
    WorkerConnections connections,
    RouteTableSubscription subscription,
    ILocalSiloDetails silo,
    IOptions<FastChatOptions> options,
    IOptions<InferenceOptions> inference,
    TimeProvider timeProvider,
    ILogger<ExternalWorkerGrain> logger) : Grain, IWorkerGrain, ITextWorkerGrain, IExternalWorkerGrain, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly BusyRate _rate = new(timeProvider);
    private readonly Dictionary<string, ModelFacts> _facts = new(StringComparer.Ordinal);
    private string _url = "";
    private WorkerApi _api = null!;
    private ExternalWorkerRegistration? _known;
    private ImmutableArray<string> _models = [];
    private bool _noEmbeddings;
    private bool _noGenerate;
    private WorkerState _state;
    private string _reason = "";
    private DateTimeOffset _since;
    private long _revision;
    private int _others;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _url = this.GetPrimaryKeyString();
        if (WorkerUrl.TryRead(_url) != _url) throw new InvalidInputException("worker", WorkerUrl.Expected, _url);
        _api = new(connections, _url);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _givenUp.CancelAsync();
    }

    public async Task<RegistrationResult> RegisterAsync(ExternalWorkerRegistration registration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(registration);
        if (await connections.FindProblemAsync(new Uri(_url).Host, cancellationToken) is { } problem)
        {
            ForgetUnknown();
            return new(RegistrationOutcome.NotAllowed, problem);
        }

        var isNew = _known is null;
        var before = (_known, _models);
        Accept(registration);
        var answers = await AskAtFirstAsync(registration.Models.IsEmpty ? ProbeLimit : FirstPatience, cancellationToken);
        if (_models.IsEmpty)
        {
            var reason = answers ? "its status names no models" : _reason;
            if (isNew) Forget();
            else (_known, _models) = before;
            return new(RegistrationOutcome.NoAnswer, reason);
        }

        Watch();
        LogRegistered(_url, string.Join(", ", _models), _state);
        await AnnounceSafelyAsync(cancellationToken);
        return new(RegistrationOutcome.Registered);
    }

    public Task<bool> HeartBeatAsync(int queueLength, CancellationToken cancellationToken)
    {
        if (_known is not { } known)
        {
            ForgetUnknown();
            return Task.FromResult(false);
        }

        _beatAt = timeProvider.GetTimestamp();
        if (!known.ChecksHeartBeat) _known = known with { ChecksHeartBeat = true };
        TakeQueue(queueLength, _rate.InFlight);
        if (_state != WorkerState.Serving) Wake();
        return Task.FromResult(true);
    }

    public async Task ReviveAsync(ExternalWorkerRegistration known, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(known);
        if (_known is null)
        {
            Accept(known);
            LogRevived(_url);
            await AskAtFirstAsync(ProbeLimit, cancellationToken);
            Watch();
        }

        await AnnounceAsync(cancellationToken);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _givenUp.Dispose();
    }

    private WorkerId Worker => WorkerId.External(_url);

    private int QueueLength => _others + _rate.InFlight;

    // What is told with an answer does not count the request that it answers.
    private WorkerLoad Load => new(Math.Max(0, QueueLength - 1), _rate.PerSecond);

    private void Accept(ExternalWorkerRegistration registration)
    {
        _facts.Clear();
        (_noEmbeddings, _noGenerate) = (false, false);
        if (_known is null) (_state, _reason, _since) = (WorkerState.Unreachable, "it was not asked yet", timeProvider.GetUtcNow());
        _known = registration;
        if (!registration.Models.IsEmpty) _models = [.. registration.Models.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        (_beatAt, _others) = (timeProvider.GetTimestamp(), registration.QueueLength);
        Changed();
    }

    // A call to an address that is not registered must not leave a grain behind.
    private void ForgetUnknown()
    {
        if (_known is null) DeactivateOnIdle();
    }

    private void Forget()
    {
        (_known, _models) = (null, []);
        _report?.Dispose();
        _report = null;
        GiveUp();
        DeactivateOnIdle();
    }

    // Above the revisions of an activation on another silo too.
    private void Changed() => _revision = Math.Max(_revision + 1, timeProvider.GetUtcNow().UtcTicks);

    private void TakeQueue(int queueLength, int ownThen) => _others = Math.Max(0, queueLength - ownThen);
}
