using Orleans.Inference.Routing;
using Orleans.Inference.Tests.Routing;
using Orleans.Inference.Traffic;

namespace Orleans.Inference.Tests.Traffic;

public sealed class RoutedAliasTests
{
    private const int Requests = 20_000;

    private static readonly RouteTable Table = Routes.Table(Routes.Route("digits", "1", (1, 1)), Routes.Route("digits", "2", (1, 1)), Routes.Route("digits", "3", (1, 1)), Routes.Route("digits", "4"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_canary_gets_its_share(bool byKey)
    {
        RoutedAlias alias = new(Alias((1, 95), (2, 5)) with { Sticky = byKey });
        Random random = new(1);

        var canary = Enumerable.Range(0, Requests).Count(i => Choose(alias, byKey ? $"user-{i}" : null, random) == "2");

        const double Share = 0.05;
        var sigma = Math.Sqrt(Requests * Share * (1 - Share));
        Assert.InRange(canary, Requests * Share - 4 * sigma, Requests * Share + 4 * sigma);
    }

    [Fact]
    public void Three_targets_get_their_shares_of_any_keys()
    {
        RoutedAlias alias = new(Alias((1, 1), (2, 2), (3, 1)) with { Sticky = true });

        foreach (var keys in new Func<int, string>[] { i => $"{i}", i => $"{Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddSeconds(i))}"[..18], i => new string('x', i % 500) + i })
        {
            var shares = Enumerable.Range(0, Requests).CountBy(i => Choose(alias, keys(i))).ToDictionary(share => share.Key, share => (double)share.Value / Requests);
            Assert.InRange(shares["1"], 0.23, 0.27);
            Assert.InRange(shares["2"], 0.48, 0.52);
        }
    }

    [Fact]
    public void A_key_stays_while_the_weights_stay_however_the_targets_are_listed()
    {
        var before = new RoutedAlias(Alias((1, 95), (2, 5)) with { Sticky = true });
        var again = new RoutedAlias(Alias((2, 10), (1, 190)) with { Sticky = true });

        Assert.All(Enumerable.Range(0, 2000), i => Assert.Equal(Choose(before, $"{i}"), Choose(again, $"{i}")));
    }

    [Fact]
    public void A_weight_that_changes_moves_only_the_keys_that_must_move()
    {
        var before = new RoutedAlias(Alias((1, 90), (2, 5), (3, 5)) with { Sticky = true });
        var after = new RoutedAlias(Alias((1, 80), (2, 10), (3, 10)) with { Sticky = true });

        var moves = Enumerable.Range(0, Requests).Select(i => (From: Choose(before, $"{i}"), To: Choose(after, $"{i}"))).Where(move => move.From != move.To).ToList();

        Assert.All(moves, move => Assert.Equal("1", move.From));
        Assert.InRange(moves.Count, Requests * 0.09, Requests * 0.11);
    }

    [Fact]
    public void A_target_that_joins_takes_only_what_becomes_its_own()
    {
        var before = new RoutedAlias(Alias((1, 60), (2, 30)) with { Sticky = true });
        var after = new RoutedAlias(Alias((1, 60), (2, 30), (3, 10)) with { Sticky = true });

        Assert.All(Enumerable.Range(0, 2000), i => Assert.True(Choose(after, $"{i}") is var target && (target == "3" || target == Choose(before, $"{i}"))));
    }

    [Fact]
    public void Keys_are_split_anew_by_each_alias()
    {
        var one = new RoutedAlias(Alias((1, 1), (2, 1)) with { Sticky = true });
        var other = new RoutedAlias(Alias((1, 1), (2, 1)) with { Name = "other", Sticky = true });

        Assert.InRange(Enumerable.Range(0, 2000).Count(i => Choose(one, $"{i}") == Choose(other, $"{i}")), 850, 1150);
    }

    [Fact]
    public void Keys_mean_nothing_where_the_alias_is_not_sticky()
    {
        RoutedAlias alias = new(Alias((1, 1), (2, 1)));
        Random random = new(1);

        Assert.Equal(2, Enumerable.Range(0, 100).Select(_ => Choose(alias, "ada", random)).Distinct().Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_share_of_a_target_that_nobody_serves_goes_to_the_others(bool sticky)
    {
        RoutedAlias alias = new(Alias((1, 30), (2, 10), (4, 60)) with { Sticky = sticky });
        Random random = new(1);
        var (second, missed) = (0, 0);
        for (var i = 0; i < Requests; i++)
        {
            second += alias.Choose(Table, $"{i}", random, out var instead).Version == "2" ? 1 : 0;
            missed += instead?.Version == "4" ? 1 : 0;
        }

        Assert.InRange(second, Requests * 0.23, Requests * 0.27);
        Assert.InRange(missed, Requests * 0.58, Requests * 0.62);
    }

    [Fact]
    public void Where_nobody_serves_anything_the_one_chosen_says_why()
    {
        RoutedAlias alias = new(Alias((4, 1), (5, 1)));

        Assert.True(alias.Choose(Table, null, new(1), out var missed).Version is "4" or "5");
        Assert.Null(missed);
        Assert.Equal("4", alias.FindHeaviest(Table).Version);
    }

    [Fact]
    public void The_heaviest_that_is_served_speaks_for_the_alias() =>
        Assert.Equal("1", new RoutedAlias(Alias((2, 5), (1, 10), (4, 100))).FindHeaviest(Table).Version);

    private static ModelAlias Alias(params (int Version, double Weight)[] targets) =>
        new() { Name = "digits@stable", Targets = [.. targets.Select(target => new AliasTarget("digits", $"{target.Version}", target.Weight))] };

    private static string Choose(RoutedAlias alias, string? key, Random? random = null) => alias.Choose(Table, key, random ?? new(1), out _).Version!;
}
