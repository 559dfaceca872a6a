using System.Net;
using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Dispatch;

namespace Orleans.Inference.Tests.Dispatch;

/// <summary>External workers in the registry.</summary>
public sealed class ExternalRoutesTests
{
    private static readonly ModelKey Model = new("vicuna", "0");
    private readonly WorkerRegistry _registry = new(new FakeTimeProvider());

    [Fact]
    public void Declared_speeds_count_as_they_are_while_none_was_measured()
    {
        _registry.Register(Status("http://a:1", declared: 1));
        _registry.Register(Status("http://b:1", declared: 4));

        Assert.Equal([1, 4], Speeds());
    }

    [Fact]
    public void Beside_one_that_was_measured_a_declared_speed_counts_in_its_units()
    {
        _registry.Register(Status("http://a:1", declared: 1, measured: 0.5));
        _registry.Register(Status("http://b:1", declared: 4));

        Assert.Equal([0.5, 2], Speeds());
    }

    [Fact]
    public void One_that_does_not_answer_is_no_route_and_does_not_become_one_by_a_sign_of_life()
    {
        _registry.Register(Status("http://a:1") with { State = WorkerState.Unreachable, StateReason = "it refuses connections" });
        _registry.Report(new(WorkerId.External("http://a:1"), 0, []));

        var route = Assert.Single(_registry.TakeChanges()).Value!;

        Assert.Empty(route.Workers);
        Assert.Contains("it refuses connections", route.Unavailable, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_on_another_silo_now_is_believed_whatever_the_clock_there_says()
    {
        _registry.Register(Status("http://a:1") with { Revision = 100, Host = Silo(1) });
        _registry.Register(Status("http://a:1") with { Revision = 50, Host = Silo(2) });

        Assert.Equal(Silo(2), Assert.Single(_registry.Workers).Host);
    }

    private double[] Speeds() => [.. Assert.Single(_registry.TakeChanges()).Value!.Workers.Select(worker => worker.Speed).Order()];

    private static SiloAddress Silo(int number) => SiloAddress.New(IPAddress.Loopback, 11111, number);

    private static WorkerStatus Status(string url, double declared = 1, double measured = 0) => new()
    {
        Worker = WorkerId.External(url),
        SiloName = "silo-0",
        Device = "external worker",
        QueueLength = 0,
        Models = [new() { Name = Model.Name, Version = Model.Version, State = ModelState.Ready, Speed = measured, DeclaredSpeed = declared }],
    };
}
