using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Inference.Diagnostics;
using Orleans.Inference.Failover;
using Orleans.Inference.Policies;
using Orleans.Inference.Routing;
using Orleans.Inference.Tests.Fakes;
using Orleans.Inference.Traffic;
using Orleans.Inference.Transport;

namespace Orleans.Inference.Tests.Routing;

/// <summary>Workers, routes and tables in few words.</summary>
internal static class Routes
{
    public static readonly DispatcherEpoch Epoch = new(1, 1, "test");

    public static WorkerId Worker(int number) => new(SiloAddress.New(IPAddress.Loopback, 11110 + number, number), "cpu");

    public static ModelMetadata Metadata(string name, string version) => new() { Name = name, Version = version, Platform = "test", Inputs = [], Outputs = [] };

    /// <summary>A route to workers, each with a speed; without any the model is being loaded.</summary>
    public static ModelRoute Route(string name, string version, params (int Worker, double Speed)[] workers) => new()
    {
        Key = new(name, version),
        Metadata = workers is [] ? null : Metadata(name, version),
        DispatchPolicy = DispatchPolicies.ShortestQueue,
        Workers = [.. workers.Select(worker => new WorkerRoute(Worker(worker.Worker), worker.Speed))],
        Unavailable = workers is [] ? "it is being loaded" : "",
    };

    public static RouteTableUpdate Full(long version, params ModelRoute[] routes) => new() { From = RouteTableStamp.None, To = new(Epoch, version), Changed = [.. routes] };

    public static RouteTableUpdate Delta(long from, params ModelRoute[] changed) => new() { From = new(Epoch, from), To = new(Epoch, from + 1), Changed = [.. changed] };

    public static RouteTableBuilder Builder(TimeProvider time) =>
        new(new Nowhere(), Policies(), Health(time), Elsewhere, time);

    /// <summary>A router that is near no worker.</summary>
    public static readonly RouterLocation Elsewhere = new(null, default);

    public static DispatchPolicyCatalog Policies(params DispatchPolicyRegistration[] added) => new(added, NullLogger<DispatchPolicyCatalog>.Instance);

    public static ClusterHealth Health(TimeProvider time) => new(new(time), Instruments(), time, NullLogger<ClusterHealth>.Instance);

    /// <summary>Nobody hears them.</summary>
    public static RouterInstruments Instruments() => new(new TestMeters());

    /// <summary>Answers without large outputs need nothing.</summary>
    public static AnswerBodies Answers(ClusterHealth health, IGrainFactory grains, TimeProvider time) =>
        new(new(health, Options.Create(new InferenceClientOptions()), time, NullLogger<DataConnections>.Instance), grains);

    public static AliasCalls Aliases(RouteTableSubscription subscription, IGrainFactory grains, TimeProvider time) =>
        new(grains, subscription, Options.Create(new InferenceClientOptions()), time);

    public static ShadowCopies Shadows(RouteTableSubscription subscription, AnswerBodies answers, RouterInstruments instruments, TimeProvider time) =>
        new(subscription, answers, instruments, Options.Create(new InferenceClientOptions()), time);

    public static RouteTable Table(params ModelRoute[] routes) => Builder(TimeProvider.System).Apply(RouteTable.Empty, Full(1, routes));

    /// <summary>Tables are read here, nobody is called.</summary>
    private sealed class Nowhere : IWorkerConnector
    {
        public WorkerConnection Connect(WorkerRoute worker) => new((_, _, _) => Task.FromException<InferenceResponse>(new NotSupportedException()), Remote: null);
    }
}
