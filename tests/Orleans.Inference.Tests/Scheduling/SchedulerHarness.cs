using System.Net;
using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Models;
using Orleans.Inference.Scheduling;
using Orleans.Inference.Tests.Models;

namespace Orleans.Inference.Tests.Scheduling;

/// <summary>A device's scheduler with a clock that stands still, and models to run on it.</summary>
internal sealed class SchedulerHarness : IAsyncDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);
    public static readonly SchedulingLimits Limits = new(StarvationBound: TimeSpan.FromSeconds(1), MaxBulkRun: TimeSpan.FromMilliseconds(50));
    private readonly List<EchoSession> _sessions = [];
    private readonly int _maxQueueLength;

    public SchedulerHarness(int lanes = 1, int maxQueueLength = 1024, ShortRunLimits shortRuns = default)
    {
        _maxQueueLength = maxQueueLength;
        Worker = new(SiloAddress.New(IPAddress.Loopback, 11111, 1), "cpu");
        Scheduler = new(Worker, FakeBackend.Cpu(lanes), Limits, shortRuns, Time);
    }

    public FakeTimeProvider Time { get; } = new();

    public WorkerId Worker { get; }

    public DeviceScheduler Scheduler { get; }

    /// <summary>Adds a model that echoes.</summary>
    public (ServedModel Model, EchoSession Session) Add(
        string name = "m",
        int maxBatchSize = 32,
        int instances = 64,
        SpeedMeter? meter = null,
        EchoSession? session = null,
        double weight = 1,
        TimeSpan maxQueueDelay = default,
        BatchSizes? sizes = null)
    {
        session ??= new();
        _sessions.Add(session);
        var model = MakeModel(session, name, maxBatchSize, instances, meter, _maxQueueLength, weight, maxQueueDelay, sizes);
        Scheduler.Add(model);
        return (model, session);
    }

    public static ServedModel MakeModel(
        IModelSession session,
        string name = "m",
        int maxBatchSize = 32,
        int instances = 64,
        SpeedMeter? meter = null,
        int maxQueueLength = 1024,
        double weight = 1,
        TimeSpan maxQueueDelay = default,
        BatchSizes? sizes = null,
        SequencePadding? padding = null)
    {
        var metadata = new ModelMetadata
        {
            Name = name,
            Version = "1",
            Platform = session.Platform,
            Inputs = session.Inputs,
            Outputs = session.Outputs,
            MaxBatchSize = maxBatchSize,
        };
        return new(metadata, session, instances, meter ?? new(TimeProvider.System), configuredSpeed: null)
        {
            MaxQueueLength = maxQueueLength,
            MaxQueueDelay = maxQueueDelay,
            Share = new(weight),
            Sizes = sizes ?? new(maxBatchSize),
            Padding = padding,
        };
    }

    /// <summary>A request of one row a byte, each row of that byte and <paramref name="length"/> - 1 bytes behind it.</summary>
    public static PendingRequest Request(
        ServedModel model, byte[] rows, InferencePriority priority = InferencePriority.Default, TimeSpan? timeRemaining = null, int length = 2, int[]? outputs = null, bool mayMove = false, bool onlyIfIdle = false)
    {
        var bytes = new byte[rows.Length * length];
        for (var row = 0; row < rows.Length; row++) bytes.AsSpan(row * length, length).Fill(rows[row]);
        return new(
            new() { Model = model.Key.Name, Inputs = [], Priority = priority },
            model,
            [Tensor.Create(bytes, [rows.Length, length])],
            outputs ?? [0],
            new(timeRemaining ?? TimeSpan.FromHours(1), mayMove, onlyIfIdle));
    }

    /// <summary>Enqueues a request of a caller who does not give up.</summary>
    public Task<InferenceResponse> Enqueue(
        ServedModel model, byte[] rows, InferencePriority priority = InferencePriority.Default, TimeSpan? timeRemaining = null, int length = 2) =>
        Enqueue(Request(model, rows, priority, timeRemaining, length), CancellationToken.None);

    public Task<InferenceResponse> Enqueue(PendingRequest request, CancellationToken caller) => Scheduler.EnqueueAsync(request, mayHoldCaller: true, caller)!;

    /// <summary>Makes a model's next run block, and begins one.</summary>
    public async Task<Task<InferenceResponse>> OccupyAsync(ServedModel model, byte row = 0)
    {
        var session = (EchoSession)model.Session;
        session.Hold();
        var running = Enqueue(model, [row]);
        await Soon(session.Began.WaitAsync(TestContext.Current.CancellationToken));
        return running;
    }

    /// <summary>Waits for what comes by itself; a test that hangs fails.</summary>
    public static Task<T> Soon<T>(Task<T> task) => task.WaitAsync(Hang, TestContext.Current.CancellationToken);

    /// <inheritdoc cref="Soon{T}"/>
    public static Task Soon(Task task) => task.WaitAsync(Hang, TestContext.Current.CancellationToken);

    /// <summary>The first bytes of an answer's rows.</summary>
    public static async Task<byte[]> RowsOf(Task<InferenceResponse> response)
    {
        var output = (await Soon(response)).Outputs[0].Tensor;
        return [.. Enumerable.Range(0, (int)output.Shape[0]).Select(row => output.Slice(row, 1).Bytes.Span[0])];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions) session.LetAllGo();
        await Soon(Scheduler.StopAsync(CancellationToken.None));
        Scheduler.Dispose();
    }
}
