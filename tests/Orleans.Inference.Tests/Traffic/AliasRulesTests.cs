using Microsoft.Extensions.Options;
using Orleans.Inference.Tests.Tensors;
using Orleans.Inference.Traffic;
using Orleans.Serialization;
using Orleans.Storage;

namespace Orleans.Inference.Tests.Traffic;

public sealed class AliasRulesTests
{
    private static readonly ModelAlias Good = new() { Name = "digits@stable", Targets = [new("digits", "1", 95), new("digits", "2", 5)], Sticky = true, Shadow = new("digits", "3", 10, 0.5) };

    [Fact]
    public void What_is_right_is_taken()
    {
        AliasRules.Check(Good, AliasTable.Empty);
        AliasRules.Check(Good, AliasTable.Empty.With(Good));
        AliasRules.Check(Good with { Name = "digits", Targets = [new("digits")], Shadow = null }, AliasTable.Empty);
        AliasRules.Check(Good with { Name = "other", Targets = [new("digits@stable", "1")] }, AliasTable.Empty.With(Good));
    }

    public static TheoryData<ModelAlias, string> Wrong => new()
    {
        { Good with { Name = "" }, "Invalid alias: expected a name, given none." },
        { Good with { Name = "a/b" }, "Invalid alias: expected a name without slashes and control characters, given 'a/b'." },
        { Good with { Name = new('a', 201) }, "at most 200 characters, given one of 201" },
        { Good with { Targets = [] }, "Invalid alias 'digits@stable', targets: expected 1 to 100 of them, given 0." },
        { Good with { Targets = [new("digits", "1", 0)] }, "weight of digits/1: expected a finite number above 0, given 0" },
        { Good with { Targets = [new("digits", "1", -1)] }, "given -1" },
        { Good with { Targets = [new("digits", "1", double.NaN)] }, "given NaN" },
        { Good with { Targets = [new("digits", "1", double.PositiveInfinity)] }, "weight of digits/1" },
        { Good with { Targets = [new("digits", "1", double.MaxValue), new("digits", "2", double.MaxValue)] }, "expected a finite sum" },
        { Good with { Targets = [new("digits", "1"), new("digits", "1")] }, "expected each of them once, given digits/1 twice" },
        { Good with { Targets = [new("digits", "v2")] }, "target 'digits': expected a version of digits, or none, given 'v2'" },
        { Good with { Targets = [new("", "1")] }, "Invalid target of the alias 'digits@stable': expected a name" },
        { Good with { Targets = [new("other@stable")] }, "target: expected a model, given the alias 'other@stable'" },
        { Good with { Shadow = new("other@stable") }, "shadow: expected a model, given the alias 'other@stable'" },
        { Good with { Shadow = new("digits", "3", 101) }, "shadow's percent: expected a number from 0 to 100, given 101" },
        { Good with { Shadow = new("digits", "3", double.NaN) }, "shadow's percent" },
        { Good with { Shadow = new("digits", "3", 10, -1) }, "shadow's tolerance: expected a finite number of at least 0, given -1" },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void What_is_wrong_is_said(ModelAlias alias, string expected)
    {
        var table = AliasTable.Empty.With(Good with { Name = "other@stable" });

        Assert.Contains(expected, Assert.Throws<InvalidInputException>(() => AliasRules.Check(alias, table)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_only_so_many()
    {
        AliasTable table = new(1, [.. Enumerable.Range(0, AliasRules.MaxAliases).Select(i => Good with { Name = $"{i}" })]);

        Assert.Throws<InvalidInputException>(() => AliasRules.Check(Good, table));
        AliasRules.Check(Good with { Name = "7" }, table);
    }

    [Fact]
    public void A_table_keeps_its_aliases_by_name_and_counts_its_changes()
    {
        var table = AliasTable.Empty.With(Good).With(Good with { Name = "a" }).With(Good with { Sticky = false });

        Assert.Equal(3, table.Version);
        Assert.Equal(["a", "digits@stable"], table.Aliases.Select(alias => alias.Name));
        Assert.False(table.Find("digits@stable")!.Sticky);
        Assert.Equal(4, table.Without("digits@stable").Version);
        Assert.Equal("a", Assert.Single(table.Without("digits@stable").Aliases).Name);
    }

    [Fact]
    public void Aliases_arrive_as_they_were()
    {
        var sent = AliasTable.Empty.With(Good).With(new() { Name = "plain", Targets = [new("digits")] });

        var arrived = Wire.RoundTrip(new RouteTableUpdate { From = default, To = default, Changed = [], Aliases = sent }).Aliases!;

        Assert.Equal(sent.Version, arrived.Version);
        Assert.Equal(sent.Aliases, arrived.Aliases);
        Assert.NotEqual(Good, Good with { Targets = [new("digits", "1", 95)] });
        Assert.Null(Wire.RoundTrip(new RouteTableUpdate { From = default, To = default, Changed = [] }).Aliases);
    }

    [Fact]
    public void Aliases_are_read_from_storage_as_they_were()
    {
        JsonGrainStorageSerializer json = new(new(Options.Create(new OrleansJsonSerializerOptions())));
        var stored = AliasTable.Empty.With(Good).With(new() { Name = "plain", Targets = [new("digits")] });

        var data = json.Serialize(new TrafficState { Table = stored });
        var read = json.Deserialize<TrafficState>(data)!.Table!;

        Assert.True(stored.Version == read.Version, data.ToString());
        Assert.Equal(stored.Aliases, read.Aliases);
        Assert.Equal(0, AliasTable.Empty.Version);
    }

    [Fact]
    public void The_error_of_an_alias_names_it_and_its_target_on_every_side()
    {
        var error = Wire.RoundTrip(new ModelNotFoundException("digits@stable", new ModelNotFoundException("digits", "9", ["1", "2"])));

        Assert.Equal("The alias 'digits@stable' points to digits/9. There is no version '9' of the model 'digits'. There are: 1, 2.", error.Message);
        Assert.Equal(("digits", "9"), (error.Model, error.Version));
    }
}
