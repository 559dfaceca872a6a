using Orleans.Inference.ModelExporter.Onnx;
using static Orleans.Inference.ModelExporter.Onnx.OnnxElementType;

namespace Orleans.Inference.Tests.OnnxRuntime;

public sealed class RefusedTypesTests
{
    [Theory]
    [InlineData(Float8E4M3FN, "float8e4m3fn")]
    [InlineData(Float8E4M3FNUZ, "float8e4m3fnuz")]
    [InlineData(Float8E5M2, "float8e5m2")]
    [InlineData(Float8E5M2FNUZ, "float8e5m2fnuz")]
    [InlineData(Int4, "int4")]
    [InlineData(UInt4, "uint4")]
    [InlineData(Float4E2M1, "float4e2m1")]
    [InlineData(Complex64, "complex64")]
    [InlineData(Complex128, "complex128")]
    public async Task An_element_type_that_no_tensor_holds_is_named(OnnxElementType element, string name)
    {
        var output = Graphs.Of("Cast", Graphs.Float32("n"), OnnxType.Tensor(element, "n"), OnnxAttribute.Int("to", (long)element));
        var input = Graphs.Of("Cast", OnnxType.Tensor(element, "n"), Graphs.Float32("n"), OnnxAttribute.Int("to", (long)Float32));

        Assert.StartsWith($"The output 'y' is a tensor of {name};", await ModelFolder.ProblemOf(output));
        Assert.StartsWith($"The input 'x' is a tensor of {name};", await ModelFolder.ProblemOf(input));
    }

    [Fact]
    public async Task A_sequence_is_named()
    {
        var sequence = OnnxType.Sequence(Graphs.Float32("n"));

        Assert.Equal(
            "The output 'y' is a sequence; only tensors are served.",
            await ModelFolder.ProblemOf(Graphs.Of("SequenceConstruct", Graphs.Float32("n"), sequence)));
        Assert.Equal(
            "The input 'x' is a sequence; only tensors are served.",
            await ModelFolder.ProblemOf(Graphs.Of("ConcatFromSequence", sequence, Graphs.Float32("n"), OnnxAttribute.Int("axis", 0))));
    }

    [Fact]
    public async Task A_sequence_of_maps_as_classifiers_give_it_is_named()
    {
        OnnxGraph graph = new("classifier");
        graph.Input("x", Graphs.Float32("n", 2));
        graph.Node(new OnnxNode("ZipMap", "x")
        {
            Domain = "ai.onnx.ml",
            Outputs = ["probabilities"],
            Attributes = [OnnxAttribute.Ints("classlabels_int64s", 0, 1)],
        });
        graph.Output("probabilities", OnnxType.Sequence(OnnxType.Map(OnnxElementType.Int64, OnnxType.Tensor(Float32))));

        Assert.Equal("The output 'probabilities' is a sequence; only tensors are served.", await ModelFolder.ProblemOf(graph.ToModel()));
    }

    [Fact]
    public async Task A_map_is_named()
    {
        OnnxGraph graph = new("map");
        graph.Input("x", OnnxType.Map(OnnxElementType.Int64, OnnxType.Tensor(Float32)));
        graph.Node(new OnnxNode("CastMap", "x") { Domain = "ai.onnx.ml", Outputs = ["y"] });
        graph.Output("y", Graphs.Float32(1, "n"));

        Assert.Equal("The input 'x' is a map; only tensors are served.", await ModelFolder.ProblemOf(graph.ToModel()));
    }

    [Fact]
    public async Task An_optional_value_is_named()
    {
        var optional = OnnxType.Optional(Graphs.Float32("n"));

        Assert.Equal(
            "The output 'y' is an optional value; only tensors are served.",
            await ModelFolder.ProblemOf(Graphs.Of("Optional", Graphs.Float32("n"), optional)));
        Assert.Equal(
            "The input 'x' is an optional value; only tensors are served.",
            await ModelFolder.ProblemOf(Graphs.Of("OptionalGetElement", optional, Graphs.Float32("n"))));
    }

    [Fact]
    public async Task A_sparse_tensor_is_named()
    {
        var problem = await ModelFolder.ProblemOf(Graphs.Identity(OnnxType.SparseTensor(Float32, 2, 2)));

        Assert.Equal("The input 'x' is a sparse tensor; only dense tensors are served.", problem);
    }

    [Fact]
    public async Task An_input_of_any_number_of_dimensions_is_named()
    {
        var problem = await ModelFolder.ProblemOf(Graphs.Identity(OnnxType.TensorOfUnknownRank(Float32)));

        Assert.StartsWith("The input 'x' has no declared number of dimensions", problem);
    }

    [Fact]
    public async Task Such_types_inside_the_graph_are_fine()
    {
        OnnxGraph graph = new("test");
        graph.Input("x", Graphs.Float32("n"));
        graph.Node("Cast", ["x"], "small", OnnxAttribute.Int("to", (long)Float8E4M3FN));
        graph.Node("Cast", ["small"], "y", OnnxAttribute.Int("to", (long)Float32));
        graph.Output("y", Graphs.Float32("n"));

        using var session = await ModelFolder.LoadAsync(graph.ToModel());

        Assert.Equal([1f, -2f], session.Run(Tensor.Create([1f, -2f], [2]))[0].ToArray<float>());
    }
}
