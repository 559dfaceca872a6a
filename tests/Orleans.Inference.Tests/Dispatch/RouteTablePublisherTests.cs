using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Dispatch;
using Orleans.Inference.Tests.Routing;

namespace Orleans.Inference.Tests.Dispatch;

public sealed class RouteTablePublisherTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly WorkerRegistry _registry;
    private readonly RouteTablePublisher _publisher;
    private readonly List<RouteTableUpdate> _pushed = [];

    public RouteTablePublisherTests()
    {
        _registry = new(_time);
        _publisher = new(_registry, Push, _time, TestContext.Current.CancellationToken);
        _publisher.Begin(Routes.Epoch);

        Task Push(RouteTableUpdate update)
        {
            _pushed.Add(update);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public Task A_change_after_a_quiet_time_is_pushed_at_once() => InTurns(async () =>
    {
        Join(1);
        Assert.Single(_pushed);

        await PassAsync(RouteTablePublisher.Period);
        Assert.Single(_pushed);

        Leave(1);
        Assert.Equal(new ModelKey("m", "1"), Assert.Single(_pushed[^1].Removed));
        AssertInLine();
    });

    [Fact]
    public Task What_changes_a_moment_later_goes_in_one_version() => InTurns(async () =>
    {
        foreach (var worker in Enumerable.Range(1, 10)) Join(worker);
        Leave(3);
        Assert.Single(_pushed);

        await PassAsync(RouteTablePublisher.Period);

        Assert.Equal(2, _pushed.Count);
        Assert.Equal(Enumerable.Range(2, 9).Where(worker => worker != 3).Select(Routes.Worker), Assert.Single(_pushed[1].ChangedWorkers).Changed.Select(worker => worker.Worker));
        AssertInLine();
    });

    [Fact]
    public Task A_storm_of_registrations_makes_a_push_a_period() => InTurns(async () =>
    {
        foreach (var worker in Enumerable.Range(1, 1000))
        {
            Join(worker);
            await PassAsync(RouteTablePublisher.Period / 100);
        }

        await PassAsync(RouteTablePublisher.Period);

        Assert.InRange(_pushed.Count, 10, 11);
        Assert.Equal(1000, _publisher.UpdateFrom(RouteTableStamp.None)!.Changed[0].Workers.Length);
        AssertInLine();
    });

    [Fact]
    public Task A_renewal_gives_what_was_told_before_it_and_a_version_that_the_next_push_starts_from() => InTurns(async () =>
    {
        Join(1);
        Join(2);
        Task[] renewals = [_publisher.WaitAsync(), _publisher.WaitAsync()];
        Assert.All(renewals, renewal => Assert.False(renewal.IsCompleted));

        await PassAsync(RouteTablePublisher.Period);

        await Task.WhenAll(renewals).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        var renewed = _publisher.UpdateFrom(RouteTableStamp.None)!;
        Assert.Equal([Routes.Worker(1), Routes.Worker(2)], renewed.Changed[0].Workers.Select(worker => worker.Worker));
        Join(3);
        await PassAsync(RouteTablePublisher.Period);
        Assert.Equal(3, _pushed.Count);
        Assert.Equal(renewed.To, _pushed[^1].From);
        AssertInLine();
    });

    [Fact]
    public Task A_renewal_in_a_quiet_time_does_not_wait() => InTurns(async () =>
    {
        Assert.True(_publisher.WaitAsync().IsCompleted);

        Join(1);
        await PassAsync(RouteTablePublisher.Period);

        Assert.True(_publisher.WaitAsync().IsCompleted);
    });

    [Fact]
    public Task A_new_epoch_has_all_that_is_known_and_its_pushes_go_on_from_there() => InTurns(async () =>
    {
        Join(1);
        Join(2);
        _publisher.Begin(new(9, 9, "newer"));

        await PassAsync(RouteTablePublisher.Period);
        Assert.Single(_pushed);
        var held = _publisher.Stamp;
        Assert.Equal(2, _publisher.UpdateFrom(_pushed[0].To)!.Changed[0].Workers.Length);

        Leave(1);
        await PassAsync(RouteTablePublisher.Period);
        Assert.Equal(held, _pushed[^1].From);
    });

    [Fact]
    public Task A_whole_table_is_given_to_those_alone_that_ask() => InTurns(async () =>
    {
        Join(1);
        foreach (var worker in Enumerable.Range(2, 9000)) Join(worker); // more than changes are remembered
        await PassAsync(RouteTablePublisher.Period);

        Assert.Single(_pushed);
        Assert.Equal(RouteTableStamp.None, _publisher.UpdateFrom(_pushed[0].To)!.From);
    });

    [Fact]
    public Task What_changes_nothing_is_not_pushed() => InTurns(async () =>
    {
        Join(1);
        await PassAsync(RouteTablePublisher.Period);

        Join(1);
        await PassAsync(RouteTablePublisher.Period);

        Assert.Single(_pushed);
    });

    private void Join(int worker)
    {
        _registry.Register(new()
        {
            Worker = Routes.Worker(worker),
            SiloName = $"silo-{worker}",
            Device = "cpu",
            QueueLength = 0,
            Models = [new() { Name = "m", Version = "1", State = ModelState.Ready, Speed = 1, Metadata = Routes.Metadata("m", "1"), DispatchPolicy = DispatchPolicies.ShortestQueue }],
        });
        _publisher.Publish();
    }

    private void Leave(int worker)
    {
        _registry.Unregister(Routes.Worker(worker), "it said goodbye");
        _publisher.Publish();
    }

    // Somebody who takes every push never has to wait for a renewal.
    private void AssertInLine() => Assert.Equal(_pushed.Select(update => update.To).SkipLast(1), _pushed.Select(update => update.From).Skip(1));

    // What waited for the time that passed comes to its turn.
    private async Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        await Task.Yield();
    }

    /// <summary>One at a time, as in a grain.</summary>
    private static Task InTurns(Func<Task> test) =>
        Task.Factory.StartNew(test, TestContext.Current.CancellationToken, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();
}
