using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.Tests.OnnxRuntime;

public sealed class ShapeTests
{
    [Theory]
    [InlineData]
    [InlineData(3L)]
    [InlineData(1L, 3L)]
    [InlineData(2L, 1L, 3L)]
    [InlineData(1L, 2L, 1L, 3L)]
    [InlineData(1L, 1L, 2L, 1L, 3L)]
    [InlineData(2L, 1L, 1L, 2L, 1L, 3L)]
    [InlineData(0L)]
    [InlineData(2L, 0L)]
    [InlineData(0L, 0L, 5L)]
    public async Task A_tensor_of_any_shape_comes_back_through_fixed_named_and_unnamed_dimensions(params long[] shape)
    {
        Assert.True(TensorShape.TryGetLength(shape, out var length, out _));
        var input = Tensor.Create([.. Enumerable.Range(0, (int)length).Select(i => (float)i)], shape);
        OnnxDimension[][] declarations =
        [
            [.. shape.Select(OnnxDimension.FromInt64)],
            [.. shape.Select((_, axis) => OnnxDimension.FromString($"d{axis}"))],
            [.. shape.Select(_ => OnnxDimension.Unknown)],
        ];

        foreach (var declaration in declarations)
        {
            using var session = await ModelFolder.LoadAsync(Graphs.Identity(OnnxElementType.Float32, declaration));
            for (var run = 0; run < 3; run++) AssertEqual(input, Assert.Single(session.Run(input)));
        }
    }

    [Fact]
    public async Task Batches_of_changing_size_come_back()
    {
        using var session = await ModelFolder.LoadAsync(Graphs.Identity(OnnxElementType.Int64, "batch", 2));

        foreach (var batch in new[] { 1, 3, 0, 2, 1 })
        {
            var input = Tensor.Create([.. Enumerable.Range(0, batch * 2).Select(i => (long)i)], [batch, 2]);
            AssertEqual(input, Assert.Single(session.Run(input)));
        }
    }

    [Fact]
    public async Task An_output_whose_shape_only_the_run_knows_comes_back()
    {
        using var session = await ModelFolder.LoadAsync(Graphs.Of("NonZero", Graphs.Float32("n"), Graphs.Int64(1, "count")));

        Assert.Equal([1, 2], session.Run(Tensor.Create([1f, 0f, 2f], [3]))[0].Shape);
        Assert.Equal([1, 0], session.Run(Tensor.Create([0f, 0f, 0f], [3]))[0].Shape);
        Assert.Equal([0L, 1L, 2L], session.Run(Tensor.Create([1f, 1f, 2f], [3]))[0].ToArray<long>());
    }

    [Fact]
    public async Task Known_and_unknown_outputs_come_back_together()
    {
        OnnxGraph graph = new("mixed");
        graph.Input("x", Graphs.Float32("n"));
        graph.Node("Neg", ["x"], "negated");
        graph.Node("NonZero", ["x"], "places");
        graph.Node("Shape", ["x"], "shape");
        graph.Output("negated", Graphs.Float32("n"));
        graph.Output("places", Graphs.Int64(1, "count"));
        graph.Output("shape", Graphs.Int64(1));
        using var session = await ModelFolder.LoadAsync(graph.ToModel());

        for (var run = 0; run < 3; run++)
        {
            var outputs = session.Run(Tensor.Create([1f, 0f, 2f], [3]));

            Assert.Equal([-1f, -0f, -2f], outputs[0].ToArray<float>());
            Assert.Equal([0L, 2L], outputs[1].ToArray<long>());
            Assert.Equal([3L], outputs[2].ToArray<long>());
        }
    }

    [Fact]
    public async Task An_output_that_breaks_its_declared_shape_comes_back_as_it_is()
    {
        // "n" is said to be the length of x and of y. It is, until x holds a zero.
        using var session = await ModelFolder.LoadAsync(Graphs.Of("NonZero", Graphs.Float32("n"), Graphs.Int64(1, "n")));

        foreach (var x in new[] { new[] { 1f, 2f, 3f }, [1f, 2f], [1f, 0f, 3f], [0f, 0f], [1f, 2f] })
        {
            var places = session.Run(Tensor.Create(x, [x.Length]))[0];

            Assert.Equal(Enumerable.Range(0, x.Length).Where(i => x[i] != 0).Select(i => (long)i), places.ToArray<long>());
        }
    }

    [Fact]
    public async Task An_output_that_is_an_input_comes_back()
    {
        OnnxGraph graph = new("through");
        graph.Input("x", Graphs.Float32("n"));
        graph.Input("through", Graphs.Float32("n"));
        graph.Node("Neg", ["x"], "y");
        graph.Output("y", Graphs.Float32("n"));
        graph.Output("through", Graphs.Float32("n"));
        using var session = await ModelFolder.LoadAsync(graph.ToModel());

        for (var run = 0; run < 3; run++)
        {
            var outputs = session.Run(Tensor.Create([1f, 2f], [2]), Tensor.Create([5f, 6f], [2]));

            Assert.Equal([-1f, -2f], outputs[0].ToArray<float>());
            Assert.Equal([5f, 6f], outputs[1].ToArray<float>());
        }
    }

    [Fact]
    public async Task An_output_that_is_a_constant_comes_back()
    {
        OnnxGraph graph = new("constant");
        graph.Input("x", Graphs.Float32("n"));
        graph.Node("Neg", ["x"], "y");
        graph.Output("y", Graphs.Float32("n"));
        graph.Output(graph.Initializer(OnnxTensor.Of<float>("version", [2], [4f, 2f])), Graphs.Float32(2));
        using var session = await ModelFolder.LoadAsync(graph.ToModel());

        for (var run = 0; run < 3; run++) Assert.Equal([4f, 2f], session.Run(Tensor.Create([1f], [1]))[1].ToArray<float>());
    }

    private static void AssertEqual(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.ToString(), actual.ToString());
        Assert.Equal(expected.Bytes.Span, actual.Bytes.Span);
    }
}
