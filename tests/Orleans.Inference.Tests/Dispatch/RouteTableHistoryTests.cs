using CsCheck;
using Orleans.Inference.Dispatch;
using Orleans.Inference.Tests.Routing;

namespace Orleans.Inference.Tests.Dispatch;

public sealed class RouteTableHistoryTests
{
    private readonly RouteTableHistory _history = new(Routes.Epoch);

    [Fact]
    public void A_table_that_did_not_change_keeps_its_version()
    {
        Assert.True(_history.UpdateAll([Routes.Route("a", "1", (1, 10))]));
        var stamp = _history.Stamp;

        Assert.False(_history.UpdateAll([Routes.Route("a", "1", (1, 10)) with { Metadata = Routes.Metadata("a", "1") with { } }]));
        Assert.Equal(stamp, _history.Stamp);
    }

    [Fact]
    public void Whatever_a_router_needs_to_know_makes_a_new_version()
    {
        var route = Routes.Route("a", "1", (1, 10));
        ModelRoute[] changes =
        [
            route,
            route with { Workers = [new(Routes.Worker(1), 11)] },
            route with { Workers = [new(Routes.Worker(2), 11)] },
            route with { Workers = [new(Routes.Worker(2), 11), new(Routes.Worker(1), 10)] },
            route with { DispatchPolicy = "lottery" },
            route with { Metadata = Routes.Metadata("a", "1") with { MaxBatchSize = 9 } },
            route with { Metadata = null },
            route with { Metadata = null, Unavailable = "it is being loaded" },
            route with { Key = new("a", "2") },
        ];

        foreach (var change in changes)
        {
            var before = _history.Stamp;
            Assert.True(_history.UpdateAll([change]));
            Assert.Equal(new(Routes.Epoch, before.Version + 1), _history.Stamp);
        }

        Assert.True(_history.UpdateAll([]));
    }

    [Fact]
    public void Somebody_who_holds_nothing_gets_all()
    {
        _history.UpdateAll([Routes.Route("a", "1", (1, 10)), Routes.Route("b", "1")]);

        var update = _history.UpdateFrom(RouteTableStamp.None)!;

        Assert.Equal((RouteTableStamp.None, _history.Stamp), (update.From, update.To));
        Assert.Equal(["a", "b"], update.Changed.Select(route => route.Key.Name).Order());
        Assert.Empty(update.Removed);
    }

    [Fact]
    public void Somebody_who_holds_nothing_gets_a_table_even_when_it_is_empty() => Assert.NotNull(_history.UpdateFrom(RouteTableStamp.None));

    [Fact]
    public void Somebody_who_is_up_to_date_gets_nothing()
    {
        _history.UpdateAll([Routes.Route("a", "1", (1, 10))]);

        Assert.Null(_history.UpdateFrom(_history.Stamp));
    }

    [Fact]
    public void Somebody_who_is_behind_gets_what_is_new()
    {
        _history.UpdateAll([Routes.Route("a", "1", (1, 10)), Routes.Route("b", "1"), Routes.Route("c", "1")]);
        var held = _history.Stamp;
        _history.UpdateAll([Routes.Route("a", "1", (1, 10)), Routes.Route("b", "1", (1, 1)), Routes.Route("c", "1")]);
        _history.UpdateAll([Routes.Route("a", "1", (1, 10)), Routes.Route("b", "1", (1, 1)), Routes.Route("d", "1")]);

        var update = _history.UpdateFrom(held)!;

        Assert.Equal((held, _history.Stamp), (update.From, update.To));
        Assert.Equal(new ModelKey("d", "1"), Assert.Single(update.Changed).Key);
        var change = Assert.Single(update.ChangedWorkers);
        Assert.Equal((new ModelKey("b", "1"), Routes.Worker(1), ""), (change.Model, Assert.Single(change.Changed).Worker, change.Head!.Unavailable));
        Assert.Equal(new ModelKey("c", "1"), Assert.Single(update.Removed));
    }

    [Fact]
    public void What_left_and_came_back_is_not_removed()
    {
        _history.UpdateAll([Routes.Route("a", "1", (1, 10))]);
        var held = _history.Stamp;
        _history.UpdateAll([]);
        _history.UpdateAll([Routes.Route("a", "1", (1, 10))]);

        var update = _history.UpdateFrom(held)!;

        Assert.Single(update.Changed);
        Assert.Empty(update.Removed);
    }

    [Fact]
    public void Somebody_who_holds_another_dispatchers_table_gets_all()
    {
        _history.UpdateAll([Routes.Route("a", "1", (1, 10))]);

        foreach (var epoch in new[] { new DispatcherEpoch(0, 0, "older"), new DispatcherEpoch(9, 9, "newer") })
        {
            var update = _history.UpdateFrom(new(epoch, _history.Stamp.Version))!;
            Assert.Equal(RouteTableStamp.None, update.From);
            Assert.Single(update.Changed);
        }
    }

    [Fact]
    public void Somebody_who_holds_a_version_that_was_never_made_gets_all() =>
        Assert.Equal(RouteTableStamp.None, _history.UpdateFrom(new(Routes.Epoch, _history.Stamp.Version + 1))!.From);

    [Fact]
    public void A_follower_that_takes_the_updates_it_gets_always_ends_with_the_table() =>
        Gen.Select(RouteSets, Gen.Bool).Array[1, 30].Sample(steps =>
        {
            var history = new RouteTableHistory(Routes.Epoch);
            var follower = new Follower();
            foreach (var (routes, isLooking) in steps)
            {
                history.UpdateAll(routes);
                if (isLooking) follower.Take(history.UpdateFrom(follower.Stamp));
            }

            follower.Take(history.UpdateFrom(follower.Stamp));
            return follower.Stamp == history.Stamp && follower.Holds(steps[^1].Item1);
        }, iter: 1000);

    [Fact]
    public void Somebody_who_was_away_for_longer_than_removals_are_remembered_gets_all()
    {
        _history.UpdateAll([Routes.Route("early", "1")]);
        var follower = new Follower();
        follower.Take(_history.UpdateFrom(RouteTableStamp.None));
        var early = follower.Stamp;
        _history.UpdateAll([]);
        for (var i = 0; i < 2000; i++)
        {
            // Two leave at a time, so that what is forgotten is cut between removals of one version.
            _history.UpdateAll([Routes.Route($"a{i}", "1"), Routes.Route($"b{i}", "1"), Routes.Route($"c{i}", "1")]);
            _history.UpdateAll([Routes.Route($"c{i}", "1")]);
        }

        follower.Take(_history.UpdateFrom(early));

        Assert.Equal(RouteTableStamp.None, _history.UpdateFrom(early)!.From);
        Assert.True(follower.Holds([Routes.Route("c1999", "1")]));
    }

    [Fact]
    public void However_long_somebody_was_away_the_update_leads_to_the_table()
    {
        List<(RouteTableStamp Stamp, ModelRoute[] Routes)> held = [];
        for (var i = 0; i < 2500; i++)
        {
            ModelRoute[] routes = [Routes.Route($"a{i}", "1"), Routes.Route($"b{i / 3}", "1"), Routes.Route("always", "1")];
            _history.UpdateAll(routes);
            held.Add((_history.Stamp, routes));
        }

        foreach (var (stamp, routes) in held)
        {
            var follower = new Follower(stamp, routes);
            follower.Take(_history.UpdateFrom(stamp));
            Assert.True(follower.Holds(held[^1].Routes), $"{stamp}");
        }
    }

    private static readonly Gen<ModelRoute[]> RouteSets = Gen.Select(Gen.Int[0, 5], Gen.Int[1, 3], Gen.Int[0, 2])
        .Array[0, 5]
        .Select(sets => sets
            .Select(set => Routes.Route($"m{set.Item1}", $"{set.Item2}", [.. Enumerable.Range(1, set.Item3).Select(worker => (worker, 10.0 * set.Item2))]))
            .DistinctBy(route => route.Key)
            .ToArray());
}
