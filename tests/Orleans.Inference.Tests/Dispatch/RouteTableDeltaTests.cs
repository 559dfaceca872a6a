using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Dispatch;
using Orleans.Inference.Routing;
using Orleans.Inference.Tests.Routing;
using Orleans.Inference.Tests.Tensors;

namespace Orleans.Inference.Tests.Dispatch;

/// <summary>The whole way of a change: what a worker says, what the dispatcher publishes, what a router makes of it.</summary>
public sealed class RouteTableDeltaTests
{
    private static readonly string[] Models = ["a", "b", "c"];
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_router_that_follows_holds_what_one_that_begins_is_given() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[1, 6], Gen.Int[0, 7], Gen.Bool).Array[1, 40].Sample(steps =>
        {
            var (registry, history) = (new WorkerRegistry(_time), new RouteTableHistory(Routes.Epoch));
            var builder = Routes.Builder(_time);
            var followed = RouteTable.Empty;
            foreach (var (action, worker, models, isLooking) in steps)
            {
                Do(registry, action, worker, models);
                history.Update(registry.TakeChanges());
                if (isLooking && history.UpdateFrom(followed.Stamp) is { } update) followed = builder.Apply(followed, update);
            }

            if (history.UpdateFrom(followed.Stamp) is { } last) followed = builder.Apply(followed, last);
            var begun = Routes.Builder(_time).Apply(RouteTable.Empty, history.UpdateFrom(RouteTableStamp.None)!);
            Assert.Equal(Describe(begun), Describe(followed));
            Assert.All(Enumerable.Range(1, 6).Select(Routes.Worker), worker => Assert.Equal(
                followed.Models.Values.Any(model => model.Destinations.Any(destination => destination.Worker == worker)), builder.FindLoad(worker) is not null));
        }, iter: 2000);

    [Fact]
    public void One_workers_change_names_that_worker_and_no_other()
    {
        var (registry, history) = (new WorkerRegistry(_time), new RouteTableHistory(Routes.Epoch));
        for (var number = 1; number <= 200; number++) registry.Register(Status(number, models: 0b111, speed: 10));
        history.Update(registry.TakeChanges());

        foreach (var (change, changed, left) in new (Action Change, int Changed, int Left)[]
        {
            (() => registry.Report(new(Routes.Worker(7), 0, [new(new("a", "1"), 20)])), 1, 0),
            (() => registry.Register(Status(201, models: 0b111, speed: 10)), 3, 0),
            (() => registry.Unregister(Routes.Worker(201), "it said goodbye"), 0, 3),
        })
        {
            var held = history.Stamp;
            change();
            Assert.True(history.Update(registry.TakeChanges()));
            var update = Wire.RoundTrip(history.UpdateFrom(held)!);

            Assert.Empty(update.Changed);
            Assert.Empty(update.Removed);
            Assert.Equal((changed, left), (update.ChangedWorkers.Sum(model => model.Changed.Length), update.ChangedWorkers.Sum(model => model.Left.Length)));
        }
    }

    [Fact]
    public void A_policy_keeps_what_it_knows_when_only_speeds_change()
    {
        var builder = Routes.Builder(_time);
        var table = builder.Apply(RouteTable.Empty, Routes.Full(1, Routes.Route("m", "1", (1, 10), (2, 10))));

        var next = builder.Apply(table, new()
        {
            From = table.Stamp,
            To = new(Routes.Epoch, 2),
            Changed = [],
            ChangedWorkers = [new(new("m", "1"), [new(Routes.Worker(2), 30)], [])],
        });

        Assert.Same(table.Find("m", null), next.Find("m", null));
        Assert.Equal([10, 30], next.Find("m", null).Destinations.Select(destination => destination.Speed));
    }

    private void Do(WorkerRegistry registry, int action, int worker, int models)
    {
        switch (action)
        {
            case 0 or 1:
                registry.Register(Status(worker, models, speed: 10 * worker));
                break;
            case 2:
                registry.Unregister(Routes.Worker(worker), "it said goodbye");
                break;
            case 3:
                registry.Report(new(Routes.Worker(worker), models, [.. Named(models).Select(name => new ModelLoad(new(name, "1"), 1 + models * worker))]));
                break;
            case 4:
                _time.Advance(TimeSpan.FromSeconds(1));
                registry.Silence(TimeSpan.FromSeconds(3));
                break;
            default:
                registry.Register(Status(worker, models, speed: 5) with { State = WorkerState.Wedged });
                break;
        }
    }

    private static WorkerStatus Status(int worker, int models, double speed) => new()
    {
        Worker = Routes.Worker(worker),
        SiloName = $"silo-{worker}",
        Device = "cpu",
        QueueLength = 0,
        Models = [.. Named(models).Select(name => new ModelStatus
        {
            Name = name,
            Version = "1",
            State = (worker + models) % 5 == 0 ? ModelState.Loading : ModelState.Ready,
            Metadata = Routes.Metadata(name, "1"),
            Speed = speed,
            DispatchPolicy = DispatchPolicies.ShortestQueue,
        })],
    };

    private static IEnumerable<string> Named(int models) => Models.Where((_, bit) => (models & (1 << bit)) != 0);

    private static List<string> Describe(RouteTable table) => [.. table.Models.Values
        .Select(model => $"{model.Route.Key} {model.Route.Unavailable} {model.Route.Metadata?.Name} {string.Join(", ", model.Destinations.Select(Describe).Order())}")
        .Order()];

    private static string Describe(Destination destination) => $"{destination.Worker} {destination.Speed}";
}
