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
    public void A_router_that_catches_up_from_any_version_holds_what_one_that_begins_is_given() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[1, 6], Gen.Int[0, 7], Gen.Bool).Array[1, 40].Sample(steps =>
        {
            var (registry, history) = (new WorkerRegistry(_time), new RouteTableHistory(Routes.Epoch));
            List<HeldTable> routers = [new(_time)];
            foreach (var (action, worker, models, isLooking) in steps)
            {
                Do(registry, action, worker, models);
                history.Update(registry.TakeChanges());
                if (!isLooking) continue;
                routers[0].Renew(history);
                routers.Add(new(_time)); // one that will not look again before the end
                routers[^1].Renew(history);
            }

            var begun = new HeldTable(_time);
            begun.Renew(history);
            foreach (var router in routers) router.Renew(history);
            Assert.All(routers, router => Assert.Equal(begun.Describe(), router.Describe()));
            Assert.All(routers, router => Assert.All(Enumerable.Range(1, 6).Select(Routes.Worker), worker => Assert.Equal(router.Serves(worker), router.Knows(worker))));
        }, iter: 1000);

    [Fact]
    public void One_workers_change_names_that_worker_and_no_other()
    {
        var (registry, history) = (new WorkerRegistry(_time), new RouteTableHistory(Routes.Epoch));
        for (var number = 1; number <= 200; number++) registry.Register(Status(number, models: 0b111, speed: 10));
        registry.Register(Status(5, models: 0b111, speed: 10));
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
    public void A_model_whose_description_changes_with_its_first_worker_names_no_other_worker()
    {
        var (registry, history) = (new WorkerRegistry(_time), new RouteTableHistory(Routes.Epoch));
        for (var number = 1; number <= 200; number++) registry.Register(Status(number, models: 0b001, speed: 10));
        history.Update(registry.TakeChanges());
        var held = history.Stamp;

        registry.Unregister(Routes.Worker(1), "it said goodbye");
        history.Update(registry.TakeChanges());
        var update = Wire.RoundTrip(history.UpdateFrom(held)!);

        Assert.Empty(update.Changed);
        var change = Assert.Single(update.ChangedWorkers);
        Assert.Equal(BatchSizeOf(2), change.Head!.Metadata!.MaxBatchSize);
        Assert.Empty(change.Changed);
        Assert.Equal(Routes.Worker(1), Assert.Single(change.Left));
    }

    [Fact]
    public void A_model_whose_description_changes_keeps_its_workers_and_what_is_known_of_them()
    {
        var builder = Routes.Builder(_time);
        var table = builder.Apply(RouteTable.Empty, Routes.Full(1, Routes.Route("m", "1", (1, 10), (2, 10)), Routes.Route("n", "1", (1, 10))));

        var next = builder.Apply(table, new()
        {
            From = table.Stamp,
            To = new(Routes.Epoch, 2),
            Changed = [],
            ChangedWorkers = [new(new("m", "1"), [], [], Routes.Route("m", "1") with { Hedge = true, Unavailable = "" })],
        });

        Assert.True(next.Find("m", null).Route.Hedge);
        Assert.Equal(table.Find("m", null).Destinations, next.Find("m", null).Destinations);
        Assert.Same(table.Find("n", null), next.Find("n", null));
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
            Metadata = Routes.Metadata(name, "1") with { MaxBatchSize = BatchSizeOf(worker) }, // devices differ, and with them what is found out about a model
            Speed = speed,
            DispatchPolicy = DispatchPolicies.ShortestQueue,
            Hedge = worker == 3,
        })],
    };

    private static IEnumerable<string> Named(int models) => Models.Where((_, bit) => (models & (1 << bit)) != 0);

    private static int BatchSizeOf(int worker) => 1 + worker % 2;

    /// <summary>A router's table.</summary>
    private sealed class HeldTable(TimeProvider time)
    {
        private readonly RouteTableBuilder _builder = Routes.Builder(time);
        private RouteTable _table = RouteTable.Empty;

        public void Renew(RouteTableHistory history)
        {
            if (history.UpdateFrom(_table.Stamp) is { } update) _table = _builder.Apply(_table, update);
        }

        public bool Serves(WorkerId worker) => _table.Models.Values.Any(model => model.Destinations.Any(destination => destination.Worker == worker));

        public bool Knows(WorkerId worker) => _builder.FindLoad(worker) is not null;

        public List<string> Describe() => [.. _table.Models.Values.Select(Describe).Order(), $"{_table.Stamp}", .. _table.ListReady().Select(model => $"{model}").Order()];

        private static string Describe(RoutedModel model) =>
            $"{model.Route with { Metadata = null }} {model.Route.Metadata} {string.Join(", ", model.Destinations.Select(Describe).Order())}";

        private static string Describe(Destination destination) => $"{destination.Worker} {destination.Speed}";
    }
}
