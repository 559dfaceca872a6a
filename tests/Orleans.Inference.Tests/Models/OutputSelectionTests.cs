using System.Collections.Immutable;
using Orleans.Inference.Models;

namespace Orleans.Inference.Tests.Models;

public sealed class OutputSelectionTests
{
    private static readonly int[] All = [0, 1, 2];
    private static readonly ModelMetadata Model = new()
    {
        Name = "m",
        Version = "1",
        Platform = "",
        Inputs = [],
        Outputs = Specs.Of("a Float32[?]", "b Float32[?]", "c Float32[?]"),
    };

    [Fact]
    public void A_request_that_names_no_outputs_gets_all()
    {
        Assert.Same(All, Select());
        Assert.Same(All, InputValidation.SelectOutputs(new() { Model = "m", Inputs = [], Outputs = default }, Model, All));
    }

    [Fact]
    public void Outputs_come_in_the_order_asked_for() => Assert.Equal([2, 0], Select("c", "a"));

    [Fact]
    public void An_unknown_output_is_refused_with_those_that_there_are()
    {
        var error = Assert.Throws<InvalidInputException>(() => Select("a", "A"));

        Assert.Equal(("output name", "'a', 'b', 'c'", "'A'"), (error.Subject, error.Expected, error.Given));
    }

    [Fact]
    public void An_output_that_is_named_twice_is_refused() =>
        Assert.Equal("output 'b'", Assert.Throws<InvalidInputException>(() => Select("b", "a", "b")).Subject);

    [Fact]
    public void An_output_without_a_name_is_refused()
    {
        Assert.Throws<InvalidInputException>(() => Select(""));
        Assert.Throws<InvalidInputException>(() => Select((string)null!));
    }

    private static int[] Select(params string[] outputs) =>
        InputValidation.SelectOutputs(new() { Model = "m", Inputs = [], Outputs = ImmutableArray.Create(outputs) }, Model, All);
}
