using Orleans.Inference.Dispatch;
using Orleans.Inference.Tests.Routing;

namespace Orleans.Inference.Tests.Dispatch;

public sealed class AliasUpdatesTests
{
    private static readonly AliasTable Aliases = AliasTable.Empty.With(new() { Name = "m@stable", Targets = [new("m", "1")] });
    private readonly RouteTableHistory _history = new(Routes.Epoch);

    public AliasUpdatesTests() => _history.UpdateAll([Routes.Route("m", "1", (1, 1))]);

    [Fact]
    public void Aliases_are_sent_when_they_changed_and_not_again()
    {
        var before = _history.Stamp;

        Assert.True(_history.Update(Aliases));
        Assert.False(_history.Update(Aliases));
        Assert.Same(Aliases, _history.UpdateFrom(before)!.Aliases);
        Assert.Empty(_history.UpdateFrom(before)!.Changed);

        var after = _history.Stamp;
        _history.UpdateAll([Routes.Route("m", "1", (1, 1)), Routes.Route("m", "2", (1, 1))]);
        Assert.Null(_history.UpdateFrom(after)!.Aliases);
        Assert.Same(Aliases, _history.UpdateFrom(RouteTableStamp.None)!.Aliases);
    }

    [Fact]
    public void A_dispatcher_that_does_not_know_them_yet_leaves_routers_those_that_they_have()
    {
        var builder = Routes.Builder(TimeProvider.System);
        _history.Update(Aliases);
        var held = builder.Apply(Orleans.Inference.Routing.RouteTable.Empty, _history.UpdateFrom(RouteTableStamp.None)!);

        RouteTableHistory restarted = new(new(2, 2, "restarted"));
        restarted.UpdateAll([Routes.Route("m", "1", (1, 1))]);
        var next = builder.Apply(held, restarted.UpdateFrom(held.Stamp)!);
        Assert.NotNull(next.FindAlias("m@stable", null));

        restarted.Update(Aliases.Without("m@stable"));
        Assert.Null(builder.Apply(next, restarted.UpdateFrom(next.Stamp)!).FindAlias("m@stable", null));
    }
}
