using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Routing;

namespace Orleans.Inference.Tests.Routing;

public sealed class RouteTableSubscriptionTests : IDisposable
{
    private static readonly RouteTableUpdate First = Routes.Full(1, Routes.Route("a", "1", (1, 1)));
    private readonly BlockingCollection<Func<RouteTableUpdate?>> _answers = [];
    private readonly ConcurrentQueue<RouteTableStamp> _asked = new();
    private readonly RouteTableSubscription _subscription;

    public RouteTableSubscriptionTests()
    {
        var time = new FakeTimeProvider();
        var grains = GrainStubs.Factory((_, method, arguments) =>
        {
            Assert.Equal(nameof(IDispatcherGrain.RenewAsync), method.Name);
            _asked.Enqueue((RouteTableStamp)arguments[0]!);
            return Task.FromResult(_answers.Take()());
        });
        _subscription = new(grains, Routes.Builder(time), Options.Create(new InferenceClientOptions()), time, NullLogger<RouteTableSubscription>.Instance);
    }

    public void Dispose()
    {
        _answers.Dispose();
        _subscription.Dispose();
    }

    [Fact]
    public async Task The_first_table_is_asked_for_with_nothing_in_hand_and_the_next_with_what_is_held()
    {
        Assert.Same(RouteTable.Empty, _subscription.Table);

        await RenewAsync(() => First);
        await RenewAsync(() => null);

        Assert.Equal([RouteTableStamp.None, First.To], _asked);
        Assert.Equal(First.To, _subscription.Table.Stamp);
    }

    [Fact]
    public async Task A_dispatcher_that_does_not_answer_costs_the_table_nothing()
    {
        await RenewAsync(() => First);
        var held = _subscription.Table;

        await RenewAsync(() => throw new TimeoutException("the dispatcher is moving"));

        Assert.Same(held, _subscription.Table);
    }

    [Fact]
    public async Task A_push_that_fits_the_table_is_taken_at_once()
    {
        await RenewAsync(() => First);

        await PushAsync(Routes.Delta(1, Routes.Route("b", "1", (1, 1))));

        Assert.Equal(["a", "b"], _subscription.Table.Models.Keys.Select(key => key.Name).Order());
    }

    [Fact]
    public async Task A_push_that_starts_from_another_table_is_left_to_the_next_renewal()
    {
        await PushAsync(Routes.Delta(1, Routes.Route("b", "1", (1, 1))));
        Assert.Same(RouteTable.Empty, _subscription.Table);

        await RenewAsync(() => First);
        await PushAsync(Routes.Delta(7, Routes.Route("b", "1", (1, 1))));

        Assert.Equal(First.To, _subscription.Table.Stamp);
    }

    [Fact]
    public async Task A_table_of_a_newer_dispatcher_is_taken_and_one_of_an_older_is_not()
    {
        var (older, newer) = (new DispatcherEpoch(0, 9, "z"), new DispatcherEpoch(2, 0, "a"));
        await RenewAsync(() => First);

        await RenewAsync(() => Routes.Full(99, Routes.Route("b", "1")) with { To = new(older, 99) });
        Assert.Equal(First.To, _subscription.Table.Stamp);

        await RenewAsync(() => Routes.Full(1, Routes.Route("c", "1")) with { To = new(newer, 1) });
        Assert.Equal("c", Assert.Single(_subscription.Table.Models.Keys).Name);
    }

    [Fact]
    public async Task Who_asks_at_the_same_time_shares_a_renewal()
    {
        var renewals = Enumerable.Range(0, 20).Select(_ => _subscription.RenewAsync(TestContext.Current.CancellationToken)).ToArray();
        _answers.Add(() => First, TestContext.Current.CancellationToken);

        await Task.WhenAll(renewals).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Single(_asked);
    }

    [Fact]
    public async Task Who_gives_up_on_a_renewal_does_not_end_it_for_the_others()
    {
        using var caller = new CancellationTokenSource();
        var (impatient, patient) = (_subscription.RenewAsync(caller.Token), _subscription.RenewAsync(TestContext.Current.CancellationToken));

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        _answers.Add(() => First, TestContext.Current.CancellationToken);
        await patient.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Equal(First.To, _subscription.Table.Stamp);
    }

    private Task RenewAsync(Func<RouteTableUpdate?> answer)
    {
        _answers.Add(answer, TestContext.Current.CancellationToken);
        return _subscription.RenewAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    private Task PushAsync(RouteTableUpdate update) => ((IRouteTableObserver)_subscription).OnUpdatedAsync(update);
}
