using System.Net;
using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Dispatch.Replicas;

namespace Orleans.Inference.Tests.Dispatch;

public sealed class ReplicaPlannerTests
{
    private static readonly ModelKey Model = new("m", "1");
    private readonly FakeTimeProvider _time = new();
    private readonly ReplicaPlanner _planner;
    private readonly ReplicaChoice _choice;

    public ReplicaPlannerTests()
    {
        _choice = new(_time);
        _planner = new(_choice, _time);
    }

    [Fact]
    public void What_is_below_its_least_number_is_loaded_where_there_is_room()
    {
        var change = Assert.Single(Plan(Worker(1, ModelState.Ready, min: 2), Worker(2, ModelState.Unloaded, min: 2, used: 950), Worker(3, ModelState.Unloaded, min: 2)));

        Assert.Equal((Id(3), true), (change.Worker, change.IsLoad));
    }

    [Fact]
    public void Nothing_is_done_while_a_change_is_under_way()
    {
        Assert.Empty(Plan(Worker(1, ModelState.Loading, min: 2), Worker(2, ModelState.Unloaded, min: 2)));
        Assert.Empty(_planner.Plan([Worker(1, ModelState.Unloaded, min: 1)], _ => true));
    }

    [Fact]
    public void A_queue_that_stays_long_gets_one_more_worker_and_one_that_is_long_for_a_moment_does_not()
    {
        WorkerStatus[] busy = [Worker(1, ModelState.Ready, waiting: 50, speed: 100), Worker(2, ModelState.Unloaded)];
        Assert.Empty(Plan(busy));
        _time.Advance(ReplicaPlanner.HotPeriod);
        Assert.True(Assert.Single(Plan(busy)).IsLoad);

        Assert.Empty(Plan(Worker(1, ModelState.Ready, waiting: 1, speed: 100), Worker(2, ModelState.Unloaded)));
        Assert.Empty(Plan(busy));
    }

    [Fact]
    public void No_more_workers_than_the_most_are_used()
    {
        WorkerStatus[] busy = [Worker(1, ModelState.Ready, waiting: 50, speed: 100, max: 1), Worker(2, ModelState.Unloaded, max: 1)];
        Plan(busy);
        _time.Advance(ReplicaPlanner.HotPeriod * 2);
        Assert.Empty(Plan(busy));

        Assert.False(Assert.Single(Plan(Worker(1, ModelState.Ready, max: 1), Worker(2, ModelState.Ready, max: 1))).IsLoad);
    }

    [Fact]
    public void A_worker_is_given_up_when_the_others_could_have_done_its_work_for_a_while()
    {
        List<ReplicaChange> changes = [];
        for (var second = 0; changes.Count == 0 && second < 60; second++)
        {
            changes = Plan(Worker(1, ModelState.Ready, rows: second * 20), Worker(2, ModelState.Ready, rows: second * 20));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.False(Assert.Single(changes).IsLoad);
    }

    [Fact]
    public void Workers_that_are_all_needed_stay()
    {
        for (var second = 0; second < 60; second++)
        {
            Assert.Empty(Plan(Worker(1, ModelState.Ready, rows: second * 80), Worker(2, ModelState.Ready, rows: second * 80)));
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void What_nobody_uses_is_unloaded_down_to_its_least_number()
    {
        var unused = TimeSpan.FromMinutes(11);
        Assert.False(Assert.Single(Plan(Worker(1, ModelState.Ready, idle: unused))).IsLoad);
        Assert.Empty(Plan(Worker(1, ModelState.Ready, idle: unused, min: 1)));
    }

    [Fact]
    public void Where_no_worker_has_room_the_one_whose_oldest_model_is_unused_the_longest_is_chosen()
    {
        var other = new ModelStatus { Name = "old", Version = "1", State = ModelState.Ready, IdleFor = TimeSpan.FromMinutes(5), Replicas = Rule(0, int.MaxValue) };
        var worker = _choice.Choose(Model, [Worker(1, ModelState.Unloaded, used: 1000), Worker(2, ModelState.Unloaded, used: 1000) with { Models = [.. Worker(2, ModelState.Unloaded).Models, other] }], new HashSet<WorkerId>());

        Assert.Equal(Id(2), worker);
    }

    [Fact]
    public void A_worker_that_could_not_load_it_is_left_alone_for_a_while()
    {
        WorkerStatus[] workers = [Worker(1, ModelState.Failed, min: 1)];
        _choice.End(Id(1), Model, "half a file");
        Assert.Empty(Plan(workers));
        Assert.Contains("half a file", _choice.Explain(Model, workers), StringComparison.Ordinal);

        _time.Advance(ReplicaChoice.FailureRest);
        Assert.Single(Plan(workers));
    }

    [Fact]
    public void What_suits_no_worker_or_fits_none_says_so()
    {
        var unsuitable = Worker(1, ModelState.Unloaded);
        unsuitable = unsuitable with { Models = [unsuitable.Models[0] with { Unsuitable = "the silo has no label 'zone'" }] };
        Assert.Null(_choice.Choose(Model, [unsuitable], new HashSet<WorkerId>()));
        Assert.Contains("no label 'zone'", _choice.Explain(Model, [unsuitable]), StringComparison.Ordinal);

        var large = Worker(1, ModelState.Unloaded, bytes: 5000);
        Assert.Null(_choice.Choose(Model, [large], new HashSet<WorkerId>()));
        var reason = _choice.Explain(Model, [large]);
        Assert.Contains("5000", reason, StringComparison.Ordinal);
        Assert.Contains("1000", reason, StringComparison.Ordinal);
    }

    private List<ReplicaChange> Plan(params WorkerStatus[] workers) => _planner.Plan(workers, static _ => false);

    private static WorkerId Id(int number) => new(SiloAddress.New(IPAddress.Loopback, number, 1), "cpu");

    private static ReplicaRule Rule(int min, int max) => new(true, min, max, TimeSpan.FromMinutes(10));

    private static WorkerStatus Worker(
        int number, ModelState state, int min = 0, int max = int.MaxValue, int waiting = 0, double speed = 100, long rows = 0, TimeSpan idle = default, long used = 0, long bytes = 100) => new()
        {
            Worker = Id(number),
            SiloName = $"silo-{number}",
            Device = "cpu",
            QueueLength = waiting,
            MemoryBudget = 1000,
            MemoryUsed = used,
            Models = [new() { Name = Model.Name, Version = Model.Version, State = state, Replicas = Rule(min, max), Waiting = waiting, Speed = state == ModelState.Ready ? speed : 0, RowsRun = rows, IdleFor = idle, MemoryBytes = bytes }],
        };
}
