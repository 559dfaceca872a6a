using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Dispatch;
using Orleans.Inference.Tests.Routing;

namespace Orleans.Inference.Tests.Dispatch;

public sealed class WorkerRegistryTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly WorkerRegistry _registry;

    public WorkerRegistryTests() => _registry = new(_time);

    [Fact]
    public void A_worker_serves_its_models_that_are_ready()
    {
        _registry.Register(Status(1, Ready("digits", "2", speed: 50), Ready("words", "1", speed: 5)));

        var routes = _registry.BuildRoutes().ToDictionary(route => route.Key);

        Assert.Equal([new("digits", "2"), new("words", "1")], routes.Keys);
        var digits = routes[new("digits", "2")];
        Assert.Equal([new WorkerRoute(Routes.Worker(1), 50)], digits.Workers);
        Assert.Equal(("digits", DispatchPolicies.ShortestQueue, ""), (digits.Metadata!.Name, digits.DispatchPolicy, digits.Unavailable));
    }

    [Fact]
    public void All_workers_that_are_ready_share_a_model()
    {
        _registry.Register(Status(3, Ready("digits", "1", speed: 30)));
        _registry.Register(Status(1, Ready("digits", "1", speed: 10)));
        _registry.Register(Status(2, Loading("digits", "1")));

        var route = Assert.Single(_registry.BuildRoutes());

        Assert.Equal([new WorkerRoute(Routes.Worker(1), 10), new WorkerRoute(Routes.Worker(3), 30)], route.Workers.OrderBy(worker => worker.Speed));
        Assert.Empty(route.Unavailable);
    }

    [Fact]
    public void Every_version_is_a_route_of_its_own()
    {
        _registry.Register(Status(1, Ready("digits", "1")));
        _registry.Register(Status(2, Ready("digits", "2")));

        Assert.Equal(["1", "2"], _registry.BuildRoutes().Select(route => route.Key.Version).Order());
    }

    [Fact]
    public void A_model_that_nobody_serves_yet_is_known_with_the_reason()
    {
        _registry.Register(Status(1, Loading("digits", "1"), Failed("words", "1", "the file is no model")));

        var routes = _registry.BuildRoutes().ToDictionary(route => route.Key.Name);

        Assert.Equal("it is being loaded", routes["digits"].Unavailable);
        Assert.Equal("it failed to load: the file is no model", routes["words"].Unavailable);
        Assert.All(routes.Values, route => Assert.Null(route.Metadata));
        Assert.All(routes.Values, route => Assert.Empty(route.Workers));
    }

    [Fact]
    public void A_worker_that_registers_again_replaces_what_was_known_of_it()
    {
        _registry.Register(Status(1, Loading("digits", "1"), Ready("words", "1")));
        _registry.Register(Status(1, Ready("digits", "1")));

        Assert.Equal("digits", Assert.Single(_registry.BuildRoutes()).Key.Name);
        Assert.Single(_registry.Workers);
    }

    [Fact]
    public void A_worker_that_leaves_takes_its_routes_with_it()
    {
        _registry.Register(Status(1, Ready("digits", "1")));
        _registry.Register(Status(2, Ready("digits", "1")));

        Assert.True(_registry.Unregister(Routes.Worker(1), "it said goodbye"));
        Assert.False(_registry.Unregister(Routes.Worker(1), "it said goodbye"));

        Assert.Equal(Routes.Worker(2), Assert.Single(Assert.Single(_registry.BuildRoutes()).Workers).Worker);
    }

    [Fact]
    public void A_report_of_an_unknown_worker_asks_it_to_register()
    {
        Assert.False(_registry.Report(Report(1, queueLength: 3), out var routesChanged));
        Assert.False(routesChanged);
        Assert.Empty(_registry.Workers);
    }

    [Fact]
    public void A_report_updates_the_queue_without_changing_the_routes()
    {
        _registry.Register(Status(1, Ready("digits", "1", speed: 100)));

        Assert.True(_registry.Report(Report(1, queueLength: 7), out var routesChanged));

        Assert.False(routesChanged);
        Assert.Equal(7, Assert.Single(_registry.Workers).QueueLength);
    }

    [Theory]
    [InlineData(100, 125, false)]
    [InlineData(100, 126, true)]
    [InlineData(100, 75, false)]
    [InlineData(100, 74, true)]
    [InlineData(100, 100, false)]
    [InlineData(0, 0.5, true)]
    [InlineData(0, 0, false)]
    public void A_speed_is_published_when_it_changed_by_more_than_a_quarter(double published, double measured, bool expected)
    {
        _registry.Register(Status(1, Ready("digits", "1", speed: published)));

        _registry.Report(Report(1, queueLength: 0, new ModelLoad(new("digits", "1"), measured)), out var routesChanged);

        Assert.Equal(expected, routesChanged);
        Assert.Equal(expected ? measured : published, _registry.BuildRoutes()[0].Workers[0].Speed);
        Assert.Equal(measured, _registry.Workers[0].Models[0].Speed); // those who ask for the status get the measured one
    }

    [Fact]
    public void Small_changes_add_up_until_they_are_published()
    {
        _registry.Register(Status(1, Ready("digits", "1", speed: 100)));
        List<bool> changed = [];

        foreach (var speed in new[] { 110, 120, 130, 140, 160, 164 })
        {
            _registry.Report(Report(1, queueLength: 0, new ModelLoad(new("digits", "1"), speed)), out var routesChanged);
            changed.Add(routesChanged);
        }

        // 130 is over 125; then the band is 97.5 to 162.5.
        Assert.Equal([false, false, true, false, false, true], changed);
    }

    [Fact]
    public void A_speed_of_a_model_that_the_worker_did_not_register_is_passed_over()
    {
        _registry.Register(Status(1, Ready("digits", "1", speed: 100)));

        Assert.True(_registry.Report(Report(1, queueLength: 0, new ModelLoad(new("digits", "2"), 1)), out var routesChanged));
        Assert.False(routesChanged);
    }

    [Fact]
    public void When_all_workers_are_gone_there_are_no_routes()
    {
        _registry.Register(Status(1, Ready("digits", "1")));
        _registry.Unregister(Routes.Worker(1), "its silo is Dead");

        Assert.Empty(_registry.BuildRoutes());
        Assert.Equal("its silo is Dead", Assert.Single(_registry.Departed).Reason);
    }

    [Fact]
    public void The_last_workers_that_left_are_remembered_and_older_ones_forgotten()
    {
        for (var worker = 1; worker <= 40; worker++)
        {
            _registry.Register(Status(worker, Ready("digits", "1")));
            _registry.Unregister(Routes.Worker(worker), "it said goodbye");
        }

        Assert.Equal(Enumerable.Range(9, 32).Reverse().Select(Routes.Worker), _registry.Departed.Select(departed => departed.Worker));
    }

    [Fact]
    public void A_worker_without_a_sign_of_life_gets_no_requests_until_it_gives_one()
    {
        _registry.Register(Status(1, Ready("digits", "1")));
        _registry.Register(Status(2, Ready("digits", "1")));
        _time.Advance(TimeSpan.FromSeconds(3));
        _registry.Report(Report(2, queueLength: 0), out _);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal([Routes.Worker(1)], _registry.Silence(TimeSpan.FromSeconds(5)));
        Assert.Empty(_registry.Silence(TimeSpan.FromSeconds(5)));
        Assert.Equal([Routes.Worker(2)], Assert.Single(_registry.BuildRoutes()).Workers.Select(worker => worker.Worker));
        Assert.Equal(WorkerState.Silent, _registry.Workers[0].State);

        Assert.True(_registry.Report(Report(1, queueLength: 0), out var routesChanged));
        Assert.True(routesChanged);
        Assert.Equal(2, Assert.Single(_registry.BuildRoutes()).Workers.Length);
    }

    [Fact]
    public void A_wedged_worker_is_known_and_gets_no_requests()
    {
        _registry.Register(Status(1, Ready("digits", "1")) with { State = WorkerState.Wedged, StateReason = "it hangs" });

        var route = Assert.Single(_registry.BuildRoutes());
        Assert.Empty(route.Workers);
        Assert.Contains("it hangs", route.Unavailable, StringComparison.Ordinal);
        Assert.Single(_registry.Workers);
    }

    [Fact]
    public void A_pipeline_is_served_by_the_workers_that_have_the_most_of_its_steps()
    {
        _registry.Register(Status(1, Ready("p", "1") with { StepsElsewhere = 2 }));
        _registry.Register(Status(2, Ready("p", "1") with { StepsElsewhere = 1 }));
        _registry.Register(Status(3, Ready("p", "1") with { StepsElsewhere = 1 }));
        _registry.Register(Status(4, Ready("p", "1") with { StepsElsewhere = 3 }));

        Assert.Equal([Routes.Worker(2), Routes.Worker(3)], Assert.Single(_registry.BuildRoutes()).Workers.Select(route => route.Worker).OrderBy(worker => worker.ToString()));
    }

    [Fact]
    public void A_pipeline_that_waits_says_for_what()
    {
        _registry.Register(Status(1, Loading("p", "1") with { Reason = "it waits for step 2 'encode'" }));

        Assert.Equal("it is being loaded: it waits for step 2 'encode'", Assert.Single(_registry.BuildRoutes()).Unavailable);
    }

    [Fact]
    public void What_a_worker_said_earlier_does_not_replace_what_it_said_later()
    {
        _registry.Register(Status(1, Ready("digits", "1")) with { Revision = 2 });
        _registry.Register(Status(1, Loading("digits", "1")) with { Revision = 1 });

        Assert.Single(Assert.Single(_registry.BuildRoutes()).Workers);
    }

    [Fact]
    public void A_worker_whose_newest_status_was_lost_is_asked_for_it()
    {
        _registry.Register(Status(1, Loading("digits", "1")) with { Revision = 1 });

        Assert.True(_registry.Report(Report(1, queueLength: 0) with { Revision = 1 }));
        Assert.False(_registry.Report(Report(1, queueLength: 0) with { Revision = 2 }));
        _registry.Register(Status(1, Ready("digits", "1")) with { Revision = 2 });
        Assert.True(_registry.Report(Report(1, queueLength: 0) with { Revision = 2 }));
    }

    private static WorkerStatus Status(int worker, params ModelStatus[] models) =>
        new() { Worker = Routes.Worker(worker), SiloName = $"silo-{worker}", Device = "cpu", QueueLength = 0, Models = [.. models] };

    private static WorkerReport Report(int worker, int queueLength, params ModelLoad[] speeds) => new(Routes.Worker(worker), queueLength, [.. speeds]);

    private static ModelStatus Ready(string name, string version, double speed = 1) => new()
    {
        Name = name,
        Version = version,
        State = ModelState.Ready,
        Speed = speed,
        Metadata = Routes.Metadata(name, version),
        DispatchPolicy = DispatchPolicies.ShortestQueue,
    };

    private static ModelStatus Loading(string name, string version) => new() { Name = name, Version = version, State = ModelState.Loading };

    private static ModelStatus Failed(string name, string version, string reason) => new() { Name = name, Version = version, State = ModelState.Failed, Reason = reason };
}
