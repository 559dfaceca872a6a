using System.Collections.Immutable;
using Orleans.Inference.Diagnostics;
using Orleans.Inference.Models;
using Orleans.Inference.Scheduling;
using Orleans.Inference.Transport;

namespace Orleans.Inference.Devices;

/// <summary>A device with what is served on it: its scheduler, and its models with what became of them. The worker grain is its face to the cluster.</summary>
internal sealed class ServedDevice : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _siloName;
    private readonly WorkerLocation _location;
    private readonly SiloInstruments _instruments;
    private readonly TimeProvider _timeProvider;
    private DateTimeOffset _since;
    private long _revision;
    private volatile string _wedged = "";
    private volatile ImmutableDictionary<string, ModelSlot> _slots = ImmutableDictionary.Create<string, ModelSlot>(StringComparer.Ordinal);

    public ServedDevice(Device device, WorkerId worker, string siloName, WorkerLocation location, InferenceOptions options, SiloInstruments instruments, TimeProvider timeProvider)
    {
        (Device, Worker, _siloName, _location, _instruments) = (device, worker, siloName, location, instruments);
        DispatchPolicy = options.DispatchPolicy;
        _timeProvider = timeProvider;
        _since = timeProvider.GetUtcNow();
        Scheduler = new(worker, device, new(options.StarvationBound, options.MaxBulkRun), ShortRunLimits.Of(device.Kind), timeProvider) { Instruments = instruments };
    }

    public Device Device { get; }

    public WorkerId Worker { get; }

    public DeviceScheduler Scheduler { get; }

    /// <summary>Where the silo takes data connections.</summary>
    public Func<DataEndpoint?>? Data { get; init; }

    /// <summary>Sends large outputs beside the answers.</summary>
    public ResponseBodies? Responses { get; init; }

    private string DispatchPolicy { get; }

    private long Revision => Volatile.Read(ref _revision);

    /// <summary>Runs a model on this device, for a grain call.</summary>
    public Task<InferenceResponse> InferAsync(InferenceRequest request, AttemptTerms terms, CancellationToken cancellationToken) =>
        InferAsync(request, terms, bodies: null, cancellationToken);

    /// <summary>Runs a model on this device, for a grain call.</summary>
    /// <param name="request">The request.</param>
    /// <param name="terms">How it is to be treated.</param>
    /// <param name="bodies">Gives the memory of its inputs back, when nothing reads it any more; <see langword="null"/> where that is the garbage collector's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<InferenceResponse> InferAsync(InferenceRequest request, AttemptTerms terms, IDisposable? bodies, CancellationToken cancellationToken) =>
        Enqueue(request, terms, new() { Bodies = bodies, Responses = Responses }, cancellationToken);

    /// <summary>Runs a model for a request that was on another worker when that died: before others, for it has waited there.</summary>
    public Task<InferenceResponse> InferAfterLossAsync(
        InferenceRequest request, AttemptTerms terms, Action began, IDisposable? bodies, CancellationToken cancellationToken) =>
        Enqueue(request, terms with { MayMove = false }, new() { Priority = InferencePriority.System, Began = began, Bodies = bodies, Responses = Responses }, cancellationToken);

    /// <summary>Sees whether a request would be taken now whose inputs are still on their way.</summary>
    /// <exception cref="InferenceException">It would not.</exception>
    public void Check(InferenceRequest request, AttemptTerms terms)
    {
        try
        {
            Scheduler.Check(Accept(request, terms, new() { IsAhead = true }));
        }
        catch (InferenceException refusal)
        {
            CountRefusal(request, terms, refusal);
            throw;
        }
    }

    /// <summary>Runs a model on this device, for a caller in this silo, who lends its thread to a short run.</summary>
    public Task<InferenceResponse> InferLocallyAsync(InferenceRequest request, AttemptTerms terms, CancellationToken cancellationToken)
    {
        var response = Enqueue(request, terms, new() { MayHoldCaller = true }, cancellationToken);
        // A caller in a loop whose calls are all done at once would keep its thread from everybody else: it goes on behind the work that waits.
        return response.IsCompleted && ThreadPool.PendingWorkItemCount > 0 ? BehindWaitingWork(response) : response;
    }

    public void SetLoading(string name, string version) => Set(name, new(version, ModelState.Loading));

    public void SetFailed(string name, string version, string reason) => Set(name, new(version, ModelState.Failed, reason));

    public void SetReady(ServedModel model)
    {
        Scheduler.Add(model);
        Set(model.Key.Name, new(model.Key.Version, ModelState.Ready, Served: model));
    }

    /// <summary>The models that are warm.</summary>
    public IEnumerable<ModelKey> ReadyModels => ServedModels.Select(model => model.Key);

    /// <inheritdoc cref="ReadyModels"/>
    public IEnumerable<ServedModel> ServedModels => _slots.Values.Where(slot => slot.Served is not null).Select(slot => slot.Served!);

    public WorkerStatus GetStatus() => new()
    {
        Revision = Revision, // read first: what changes meanwhile is told again
        Worker = Worker,
        SiloName = _siloName,
        Device = Device.ToString(),
        QueueLength = Scheduler.QueueLength,
        State = _wedged.Length > 0 ? WorkerState.Wedged : WorkerState.Serving,
        StateReason = _wedged,
        StateSince = _since,
        Location = _location,
        Data = Data?.Invoke(),
        Models = [.. _slots.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value.ToStatus(entry.Key, DispatchPolicy, Scheduler))],
    };

    public WorkerReport GetReport() => new(Worker, Scheduler.QueueLength, [.. _slots.Values
        .Where(slot => slot.Served is not null)
        .Select(slot => new ModelLoad(slot.Served!.Key, Scheduler.SpeedOf(slot.Served), Scheduler.WaitingFor(slot.Served)))],
        Scheduler.OldestRun,
        Revision);

    /// <summary>Gives requests that wait back to their callers.</summary>
    /// <returns>How many.</returns>
    public int GiveBack(ModelKey model, int count) => _slots.TryGetValue(model.Name, out var slot) && slot.Served is { } served && served.Key == model ? Scheduler.GiveBack(served, count) : 0;

    /// <summary>Whether a run on the device does not end, and it is being tried until one does.</summary>
    public bool IsWedged => _wedged.Length > 0;

    /// <summary>Gives all requests back to their callers and takes none until <see cref="TryAsync"/> succeeds.</summary>
    public void Suspend(string reason)
    {
        if (IsWedged) return;
        (_wedged, _since) = (reason, _timeProvider.GetUtcNow());
        Interlocked.Increment(ref _revision);
        Scheduler.Suspend(reason);
    }

    /// <summary>Runs each model once, and takes requests again if they all run.</summary>
    /// <returns>Whether it takes requests again.</returns>
    public async Task<bool> TryAsync()
    {
        foreach (var model in _slots.Values.Select(slot => slot.Served).Where(model => model?.TrialInputs is not null))
        {
            var trial = new PendingRequest(new() { Model = model!.Key.Name, Inputs = [], Priority = InferencePriority.System }, model, model.TrialInputs!, model.AllOutputs, new(InferenceRequest.MaxTimeout))
            {
                IsTrial = true,
            };
            try
            {
                await Scheduler.EnqueueAsync(trial, mayHoldCaller: false, CancellationToken.None).ConfigureAwait(false);
            }
            catch (InferenceException)
            {
                return false;
            }
        }

        (_wedged, _since) = ("", _timeProvider.GetUtcNow());
        Interlocked.Increment(ref _revision);
        Scheduler.Resume();
        return true;
    }

    public void Dispose()
    {
        Scheduler.Dispose();
        if (!Scheduler.IsDrained) return; // a run that would not end still uses its session; the process ends with it
        foreach (var slot in _slots.Values) slot.Served?.Session.Dispose();
    }

    private Task<InferenceResponse> Enqueue(InferenceRequest request, AttemptTerms terms, Arrival arrival, CancellationToken cancellationToken)
    {
        try
        {
            var response = Scheduler.EnqueueAsync(Accept(request, terms, arrival), arrival.MayHoldCaller, cancellationToken);
            if (response is { IsFaulted: true, Exception.InnerException: QueueFullException full }) CountRefusal(request, terms, full);
            return response;
        }
        catch (Exception exception)
        {
            arrival.Bodies?.Dispose();
            if (exception is InferenceException refusal) CountRefusal(request, terms, refusal);
            throw;
        }
    }

    private void CountRefusal(InferenceRequest request, AttemptTerms terms, InferenceException refusal)
    {
        if (terms.OnlyIfIdle) return; // nobody waits for what a second worker refuses
        _instruments.Refused(Device.Name, _slots.TryGetValue(request.Model, out var slot) ? new(request.Model, slot.Version) : null, refusal);
    }

    private PendingRequest Accept(InferenceRequest request, AttemptTerms terms, Arrival arrival)
    {
        // What nobody serves, the router knows: a request that came here for it was sent by an old table.
        if (!_slots.TryGetValue(request.Model, out var slot)) throw new NoWorkerException(request.Model, $"the worker {Worker} does not serve it");
        if (request.Version is not null && request.Version != slot.Version) throw new NoWorkerException(request.Model, $"the worker {Worker} serves version {slot.Version}");
        if (slot.Served is not { } model) throw new NoWorkerException(request.Model, slot.Describe());
        if (request.Priority > InferencePriority.Bulk) throw new InvalidInputException("priority", "System, Interactive, Default or Bulk", $"{request.Priority}");
        if (terms.TimeRemaining <= TimeSpan.Zero) throw new DeadlineExceededException(request.Model, request.Timeout ?? terms.TimeRemaining);
        var inputs = InputValidation.OrderInputs(request, model.Metadata, arrival.IsAhead);
        var outputs = InputValidation.SelectOutputs(request, model.Metadata, model.AllOutputs);
        return new(request, model, inputs, outputs, terms)
        {
            Priority = arrival.Priority ?? request.Priority,
            Began = arrival.Began,
            InputBodies = arrival.Bodies,
            Responses = arrival.Responses,
        };
    }

    private static Task<InferenceResponse> BehindWaitingWork(Task<InferenceResponse> response) => Task.Factory.StartNew(
        static response => (Task<InferenceResponse>)response!,
        response,
        CancellationToken.None,
        TaskCreationOptions.PreferFairness,
        TaskScheduler.Default).Unwrap();

    private void Set(string name, ModelSlot slot)
    {
        lock (_gate) _slots = _slots.SetItem(name, slot);
        Interlocked.Increment(ref _revision);
    }

    /// <summary>How a request came to the device.</summary>
    private readonly record struct Arrival
    {
        /// <summary>Whether the calling thread may be held up by a short run.</summary>
        public bool MayHoldCaller { get; init; }

        /// <summary>Whether it came without its large inputs.</summary>
        public bool IsAhead { get; init; }

        /// <summary>What takes the place of the request's own priority.</summary>
        public InferencePriority? Priority { get; init; }

        public Action? Began { get; init; }

        public IDisposable? Bodies { get; init; }

        public ResponseBodies? Responses { get; init; }
    }

    /// <summary>A model's place on the device, and how far it came.</summary>
    private sealed record ModelSlot(string Version, ModelState State, string Reason = "", ServedModel? Served = null)
    {
        public string Describe() => State == ModelState.Failed ? $"it failed to load: {Reason}" : "it is being loaded";

        public ModelStatus ToStatus(string name, string dispatchPolicy, DeviceScheduler scheduler) => new()
        {
            Name = name,
            Version = Version,
            State = State,
            Reason = Reason,
            Metadata = Served?.Metadata,
            Speed = Served is null ? 0 : scheduler.SpeedOf(Served),
            DispatchPolicy = Served?.DispatchPolicy ?? dispatchPolicy,
            Hedge = Served is { Hedge: true },
            Waiting = Served is null ? 0 : scheduler.WaitingFor(Served),
        };
    }
}
