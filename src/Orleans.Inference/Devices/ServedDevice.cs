using Orleans.Inference.Diagnostics;
using Orleans.Inference.Models;
using Orleans.Inference.Scheduling;
using Orleans.Inference.Transport;

namespace Orleans.Inference.Devices;

/// <summary>A device with what is served on it: its scheduler, and its models with what became of them. The worker grain is its face to the cluster.</summary>
internal sealed partial class ServedDevice : IDisposable
{
    private readonly string _siloName;
    private readonly WorkerLocation _location;
    private readonly SiloInstruments _instruments;
    private readonly TimeProvider _timeProvider;
    private DateTimeOffset _since;
    private volatile string _wedged = "";

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

    /// <summary>Its models, ready or not.</summary>
    public ModelSlots Slots { get; } = new();

    /// <summary>The memory that they share.</summary>
    public DeviceMemory Memory { get; init; } = new(long.MaxValue);

    private string DispatchPolicy { get; }

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

    /// <summary>Puts a warm model into service, in the place of what served that version before.</summary>
    /// <param name="model">The model.</param>
    /// <param name="slot">What is to be known of it beside that; as before by default.</param>
    /// <returns>What served it before.</returns>
    public ServedModel? SetReady(ServedModel model, ModelSlot? slot = null)
    {
        Scheduler.Add(model);
        return Slots.Change(model.Key, known => (slot ?? known ?? new(model.Key, ModelState.Ready)) with { State = ModelState.Ready, Reason = "", Served = model })?.Served;
    }

    /// <summary>The models that answer requests.</summary>
    public IEnumerable<ServedModel> ServedModels => Slots.All.Where(static slot => slot.Served is not null).Select(static slot => slot.Served!);

    /// <summary>A model that answers requests.</summary>
    /// <param name="model">Its name.</param>
    /// <param name="version">Its version; <see langword="null"/> for the highest one.</param>
    /// <exception cref="NoWorkerException">There is none.</exception>
    public ServedModel FindServed(string model, string? version)
    {
        // What nobody serves, the router knows: a request that came here for it was sent by an old table.
        if (Slots.Find(model, version) is not { } slot) throw new NoWorkerException(model, DescribeMissing(model));
        return slot.Served ?? throw new NoWorkerException(model, slot.Describe());
    }

    /// <summary>Gives requests that wait back to their callers.</summary>
    /// <returns>How many.</returns>
    public int GiveBack(ModelKey model, int count) => Slots.Find(model)?.Served is { } served ? Scheduler.GiveBack(served, count) : 0;

    /// <summary>Whether a run on the device does not end, and it is being tried until one does.</summary>
    public bool IsWedged => _wedged.Length > 0;

    /// <summary>Gives all requests back to their callers and takes none until <see cref="TryAsync"/> succeeds.</summary>
    public void Suspend(string reason)
    {
        if (IsWedged) return;
        (_wedged, _since) = (reason, _timeProvider.GetUtcNow());
        Slots.Touch();
        Scheduler.Suspend(reason);
    }

    /// <summary>Runs each model once, and takes requests again if they all run.</summary>
    /// <returns>Whether it takes requests again.</returns>
    public async Task<bool> TryAsync()
    {
        foreach (var model in ServedModels.Where(static model => model.TrialInputs is not null).ToList())
        {
            var trial = new PendingRequest(new() { Model = model.Key.Name, Inputs = [], Priority = InferencePriority.System }, model, model.TrialInputs!, model.AllOutputs, new(InferenceRequest.MaxTimeout))
            {
                IsTrial = true,
            };
            try
            {
                await (Scheduler.EnqueueAsync(trial, mayHoldCaller: false, CancellationToken.None) ?? Task.CompletedTask).ConfigureAwait(false);
            }
            catch (InferenceException)
            {
                return false;
            }
        }

        (_wedged, _since) = ("", _timeProvider.GetUtcNow());
        Slots.Touch();
        Scheduler.Resume();
        return true;
    }

    public void Dispose()
    {
        Scheduler.Dispose();
        if (!Scheduler.IsDrained) return; // a run that would not end still uses its session; the process ends with it
        foreach (var model in ServedModels) model.Release(Memory);
    }

    private Task<InferenceResponse> Enqueue(InferenceRequest request, AttemptTerms terms, Arrival arrival, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var pending = Accept(request, terms, arrival);
                if (pending.Model.Pipeline is { } pipeline)
                {
                    if (EnqueuePipeline(pending, pipeline, request, terms, arrival, cancellationToken) is { } answer) return answer;
                }
                else if (Scheduler.EnqueueAsync(pending, arrival.MayHoldCaller, cancellationToken) is { } response)
                {
                    if (response is { IsFaulted: true, Exception.InnerException: QueueFullException full }) CountRefusal(request, terms, full);
                    return response;
                }

                // Retired in this moment: its slot says what is there instead. While it answers what it has, it is there itself.
                if (Slots.Find(pending.Model.Key)?.Served == pending.Model) throw new NoWorkerException(request.Model, "it is being unloaded");
            }
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
        _instruments.Refused(Device.Name, Slots.Find(request.Model, request.Version)?.Key, refusal);
    }

    private PendingRequest Accept(InferenceRequest request, AttemptTerms terms, Arrival arrival)
    {
        var model = FindServed(request.Model, request.Version);
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
            IsStep = arrival.IsStep,
        };
    }

    private static Task<InferenceResponse> BehindWaitingWork(Task<InferenceResponse> response) => Task.Factory.StartNew(
        static response => (Task<InferenceResponse>)response!,
        response,
        CancellationToken.None,
        TaskCreationOptions.PreferFairness,
        TaskScheduler.Default).Unwrap();

    private string DescribeMissing(string model) => Slots.Versions(model) is { IsEmpty: false } others
        ? $"the worker {Worker} serves version {string.Join(", ", others.Select(static slot => slot.Key.Version))}"
        : $"the worker {Worker} does not serve it";

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

        /// <inheritdoc cref="PendingRequest.IsStep"/>
        public bool IsStep { get; init; }
    }
}
