namespace Orleans.Inference.Tests.Routing;

public sealed class InferenceResponseTests
{
    [Fact]
    public void The_only_output_needs_no_name() => Assert.Equal([1f], Response(("y", Tensor.Create([1f], [1]))).Get<float>());

    [Fact]
    public void One_of_several_outputs_must_be_named()
    {
        var response = Response(("y", Tensor.Create([1f], [1])), ("z", Tensor.Create([2], [1])));

        Assert.Equal([2], response.Get<int>("z"));
        Assert.Contains("2 outputs, name one of them: y, z", Assert.Throws<InvalidOperationException>(() => response.Get<float>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_that_is_not_there_is_an_error_that_names_those_that_are()
    {
        var error = Assert.Throws<KeyNotFoundException>(() => Response(("y", Tensor.Create([1f], [1])))["x"]);

        Assert.Contains("has no output 'x'. It has: y.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_is_not_converted() => Assert.Throws<InvalidOperationException>(() => Response(("y", Tensor.Create([1f], [1]))).Get<double>());

    private static InferenceResponse Response(params (string Name, Tensor Tensor)[] outputs) => new()
    {
        Model = "m",
        Version = "1",
        Worker = default,
        Outputs = [.. outputs.Select(output => new NamedTensor(output.Name, output.Tensor))],
    };
}
