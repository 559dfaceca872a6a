using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Routing;

namespace Orleans.Inference.Tests.Routing;

public sealed class RouteTableBuilderTests
{
    private readonly RouteTableBuilder _builder = Routes.Builder(new FakeTimeProvider());

    [Fact]
    public void A_delta_changes_what_it_names_and_leaves_the_rest()
    {
        var first = _builder.Apply(RouteTable.Empty, Routes.Full(1, Routes.Route("a", "1", (1, 1)), Routes.Route("b", "1", (1, 1)), Routes.Route("c", "1", (1, 1))));

        var second = _builder.Apply(first, Routes.Delta(1, Routes.Route("b", "1", (1, 1), (2, 1))) with { Removed = [new("c", "1")] });

        Assert.Equal(new RouteTableStamp(Routes.Epoch, 2), second.Stamp);
        Assert.Equal(["a", "b"], second.Models.Keys.Select(key => key.Name).Order());
        Assert.Same(first.Find("a", null), second.Find("a", null));
        Assert.Equal([Routes.Worker(1), Routes.Worker(2)], second.Find("b", null).Destinations.Select(destination => destination.Worker));
    }

    [Fact]
    public void A_full_table_replaces_what_was_held()
    {
        var first = _builder.Apply(RouteTable.Empty, Routes.Full(1, Routes.Route("a", "1", (1, 1))));

        var second = _builder.Apply(first, Routes.Full(9, Routes.Route("b", "1", (1, 1))));

        Assert.Equal(["b"], second.Models.Keys.Select(key => key.Name));
    }

    [Fact]
    public void A_workers_load_is_kept_from_table_to_table()
    {
        var first = _builder.Apply(RouteTable.Empty, Routes.Full(1, Routes.Route("a", "1", (1, 1), (2, 1))));
        var load = Load(first, "a", 1);
        load.Sent();

        var afterDelta = _builder.Apply(first, Routes.Delta(1, Routes.Route("a", "1", (1, 1), (3, 1))));
        Assert.Same(load, Load(afterDelta, "a", 1));

        var afterAnotherDispatcher = _builder.Apply(afterDelta, Routes.Full(1, Routes.Route("a", "2", (1, 1))));
        Assert.Same(load, Load(afterAnotherDispatcher, "a", 1));
        Assert.Equal(1, load.InFlight);
    }

    [Fact]
    public void All_models_on_a_worker_share_its_load()
    {
        var table = _builder.Apply(RouteTable.Empty, Routes.Full(1, Routes.Route("a", "1", (1, 1)), Routes.Route("b", "1", (1, 1), (2, 1))));

        Assert.Same(Load(table, "a", 1), Load(table, "b", 1));
        Assert.NotSame(Load(table, "b", 1), Load(table, "b", 2));
    }

    [Fact]
    public void A_worker_that_left_and_came_back_starts_anew()
    {
        var first = _builder.Apply(RouteTable.Empty, Routes.Full(1, Routes.Route("a", "1", (1, 1))));
        var gone = _builder.Apply(first, Routes.Delta(1, Routes.Route("a", "1")));
        var back = _builder.Apply(gone, Routes.Delta(2, Routes.Route("a", "1", (1, 1))));

        Assert.NotSame(Load(first, "a", 1), Load(back, "a", 1));
    }

    [Fact]
    public void A_speed_that_a_worker_told_outlives_a_table_that_says_the_same_as_before()
    {
        var first = _builder.Apply(RouteTable.Empty, Routes.Full(1, Routes.Route("a", "1", (1, 100))));
        first.Find("a", null).Destinations[0].Speed = 110;

        var second = _builder.Apply(first, Routes.Delta(1, Routes.Route("a", "1", (1, 100), (2, 5))));

        Assert.Equal([110, 5], second.Find("a", null).Destinations.Select(destination => destination.Speed));
    }

    [Fact]
    public void A_speed_that_is_published_anew_reaches_a_worker_that_is_not_called()
    {
        // It was cold when it was measured first; without the news nobody would ever call it.
        var first = _builder.Apply(RouteTable.Empty, Routes.Full(1, Routes.Route("a", "1", (1, 1), (2, 1000))));

        var second = _builder.Apply(first, Routes.Delta(1, Routes.Route("a", "1", (1, 900), (2, 1000))));

        Assert.Equal([900, 1000], second.Find("a", null).Destinations.Select(destination => destination.Speed));
    }

    private static WorkerLoadEstimate Load(RouteTable table, string model, int worker) =>
        table.Find(model, null).Destinations.Single(destination => destination.Worker == Routes.Worker(worker)).Load;
}
