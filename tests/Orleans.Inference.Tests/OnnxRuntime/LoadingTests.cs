using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.Tests.OnnxRuntime;

public sealed class LoadingTests
{
    [Fact]
    public async Task The_signature_is_the_files()
    {
        OnnxGraph graph = new("test");
        graph.Input("pixels", Graphs.Float32("batch", 3, OnnxDimension.Unknown));
        graph.Input("scale", OnnxType.Tensor(OnnxElementType.Float32));
        graph.Node("Mul", ["pixels", "scale"], "scaled");
        graph.Node("Cast", ["scaled"], "rounded", OnnxAttribute.Int("to", (long)OnnxElementType.UInt8));
        graph.Output("scaled", Graphs.Float32("batch", 3, OnnxDimension.Unknown));
        graph.Output("rounded", OnnxType.Tensor(OnnxElementType.UInt8, "batch", 3, OnnxDimension.Unknown));

        using var session = await ModelFolder.LoadAsync(graph.ToModel());

        Assert.Equal("onnxruntime_onnx", session.Platform);
        Assert.Equal(["pixels Float32[batch,3,?]", "scale Float32[]"], session.Inputs.Select(input => $"{input.Name} {input}"));
        Assert.Equal(
            ["scaled Float32[batch,3,?]", "rounded UInt8[batch,3,?]"], session.Outputs.Select(output => $"{output.Name} {output}"));
        Assert.Equal(new Dimension(-1, "batch"), session.Inputs[0].Shape[0]);
        Assert.Equal(new Dimension(-1), session.Inputs[0].Shape[2]);
    }

    [Fact]
    public async Task Weights_are_no_inputs_even_where_an_old_file_lists_them()
    {
        OnnxGraph graph = new("test");
        graph.Input("x", Graphs.Float32("n"));
        graph.Input("w", Graphs.Float32(1));
        graph.Node("Mul", ["x", graph.Initializer(OnnxTensor.Of<float>("w", [1], [2f]))], "y");
        graph.Output("y", Graphs.Float32("n"));

        using var session = await ModelFolder.LoadAsync(new OnnxModel(graph) { IrVersion = 3 });

        Assert.Equal("x", Assert.Single(session.Inputs).Name);
        Assert.Equal([6f], session.Run(Tensor.Create([3f], [1]))[0].ToArray<float>());
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        using ModelFolder folder = new();

        Assert.Equal($"There is no model.onnx in '{folder.Path}'.", await folder.ProblemAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(100)]
    public async Task A_truncated_file_is_refused_in_one_line(int length)
    {
        var file = Graphs.Identity(OnnxElementType.Float32, "batch", "a dimension with a name").ToBytes();

        var problem = await ModelFolder.ProblemOf(file[..length]);

        AssertIsOneClearLine(problem);
        Assert.StartsWith("ONNX Runtime cannot load '", problem);
        Assert.Matches("No graph was found in the protobuf|Protobuf parsing failed", problem);
    }

    [Fact]
    public async Task A_file_of_something_else_is_refused_in_one_line()
    {
        AssertIsOneClearLine(await ModelFolder.ProblemOf("This is a text about models."u8.ToArray()));
        AssertIsOneClearLine(await ModelFolder.ProblemOf(new byte[4096]));
    }

    [Fact]
    public async Task An_unknown_operator_is_named()
    {
        var problem = await ModelFolder.ProblemOf(Graphs.Of("Frobnicate", Graphs.Float32("n"), Graphs.Float32("n")));

        AssertIsOneClearLine(problem);
        Assert.Contains("Frobnicate", problem);
    }

    [Fact]
    public async Task A_model_without_nodes_is_refused_without_source_locations()
    {
        var problem = await ModelFolder.ProblemOf(new OnnxGraph("empty").ToModel());

        AssertIsOneClearLine(problem);
        Assert.DoesNotContain(".cc", problem);
    }

    [Fact]
    public async Task Loading_is_given_up_when_the_silo_stops()
    {
        using var folder = ModelFolder.Of(Graphs.Identity(OnnxElementType.Float32, "n"));

        CancellationToken stopping = new(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => folder.LoadAsync(cancellationToken: stopping));
    }

    private static void AssertIsOneClearLine(string message)
    {
        Assert.DoesNotContain('\n', message);
        Assert.DoesNotContain("ErrorCode", message);
        Assert.InRange(message.Length, 10, 400);
    }
}
