using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Inference.Dispatch;
using Orleans.Inference.Failover;
using Orleans.Inference.Policies;
using Orleans.Inference.Routing;

namespace Orleans.Inference.Benchmarks.Scale;

/// <summary>Workers that say what they serve, the dispatcher's books of them, and a router that nobody calls through.</summary>
internal sealed class ScaleFleet
{
    public const int Models = 3;
    private static readonly DispatcherEpoch Epoch = new(12, DateTime.UnixEpoch.Ticks, Guid.Empty.ToString("N"));

    public WorkerRegistry Registry { get; } = new(TimeProvider.System);

    public RouteTableHistory History { get; } = new(Epoch);

    public RouteTableBuilder Builder { get; } = new(
        new Nowhere(),
        new([], NullLogger<DispatchPolicyCatalog>.Instance),
        new(new(TimeProvider.System), new(Meters()), TimeProvider.System, NullLogger<ClusterHealth>.Instance),
        new(null, LocationOf(0)),
        TimeProvider.System);

    private static IMeterFactory Meters() => new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    /// <summary>A fleet that is known and published, and the table that a router holds of it.</summary>
    public static (ScaleFleet Fleet, RouteTable Table) Start(int workers, string policy = DispatchPolicies.ShortestQueue)
    {
        var fleet = new ScaleFleet();
        for (var number = 0; number < workers; number++) fleet.Registry.Register(Status(number, policy));
        fleet.History.Update(fleet.Registry.TakeChanges());
        return (fleet, fleet.Builder.Apply(RouteTable.Empty, fleet.History.UpdateFrom(RouteTableStamp.None)!));
    }

    public static WorkerId Worker(int number) => new(SiloAddress.New(new IPAddress([10, 0, (byte)(number >> 8), (byte)number]), 11111, 200_000_000 + number), "cuda:0");

    public static ModelKey Model(int number) => new($"model-{number}", "1");

    public static WorkerStatus Status(int number, string policy = DispatchPolicies.ShortestQueue) => new()
    {
        Worker = Worker(number),
        SiloName = $"silo-{number}",
        Device = "cuda:0",
        QueueLength = 0,
        Location = LocationOf(number),
        Models = [.. Enumerable.Range(0, Models).Select(model => new ModelStatus
        {
            Name = Model(model).Name,
            Version = Model(model).Version,
            State = ModelState.Ready,
            Speed = 100 + number % 7 * 50,
            DispatchPolicy = policy,
            Metadata = new()
            {
                Name = Model(model).Name,
                Version = Model(model).Version,
                Platform = "onnxruntime_onnx",
                Inputs = [new("image", ElementType.Float32, [new(-1, "batch"), new(3), new(224), new(224)])],
                Outputs = [new("scores", ElementType.Float32, [new(-1, "batch"), new(1000)])],
                MaxBatchSize = number == 0 ? 1 : 32, // one device differs, and with it what was found out about the model
            },
        })],
    };

    private static WorkerLocation LocationOf(int number) => new($"host-{number / 4}", $"zone-{number % 3}");

    private sealed class Nowhere : IWorkerConnector
    {
        public WorkerConnection Connect(WorkerRoute worker) => new(static (_, _, _) => Task.FromException<InferenceResponse>(new NotSupportedException()), Remote: null);
    }
}
