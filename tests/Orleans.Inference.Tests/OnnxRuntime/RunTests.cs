using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.Tests.OnnxRuntime;

public sealed class RunTests
{
    [Fact]
    public async Task Only_the_outputs_asked_for_are_given_in_the_order_asked()
    {
        using var session = await LoadNegatedAndRoots();
        Tensor[] x = [Tensor.Create([4f, 9f], [2])];

        for (var run = 0; run < 2; run++)
        {
            Assert.Equal([2f, 3f], Assert.Single(session.Run(x, [1], CancellationToken.None)).ToArray<float>());
            Assert.Equal([[2f, 3f], [-4f, -9f]], session.Run(x, [1, 0], CancellationToken.None).Select(output => output.ToArray<float>()));
        }
    }

    [Fact]
    public async Task An_output_asked_for_twice_is_refused()
    {
        using var session = await LoadNegatedAndRoots();

        Assert.Throws<ArgumentException>(() => session.Run([Tensor.Create([4f], [1])], [1, 1], CancellationToken.None));
    }

    [Fact]
    public async Task Outputs_share_no_memory_with_inputs_or_other_runs()
    {
        using var session = await ModelFolder.LoadAsync(Graphs.Identity(OnnxElementType.Float32, "n"));
        var x = new float[] { 1, 2 };

        var outputs = Enumerable.Range(0, 3).Select(_ => session.Run(Tensor.Create(x, [2]))[0]).ToArray();
        x[0] = 7;

        Assert.All(outputs, output => Assert.Equal([1f, 2f], output.ToArray<float>()));
    }

    [Fact]
    public async Task Runs_may_overlap()
    {
        using var session = await ModelFolder.LoadAsync(Graphs.Identity(OnnxElementType.Int32, "n"));

        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, lane =>
        {
            for (var run = 0; run < 500; run++)
            {
                var x = Enumerable.Repeat((lane * 1000) + run, 1 + ((run * 37) % 300)).ToArray();
                Assert.Equal(x, session.Run(Tensor.Create(x, [x.Length]))[0].ToArray<int>());
            }
        });
    }

    [Fact]
    public async Task A_run_that_fails_says_why_and_the_next_one_works()
    {
        using var session = await LoadLookup();

        for (var run = 0; run < 3; run++)
        {
            var problem = Assert.ThrowsAny<Exception>(() => session.Run(Tensor.Create([5L], [1])));
            Assert.Contains("indices element out of data bounds, idx=5", problem.Message);
            Assert.DoesNotContain("ErrorCode", problem.Message);

            Assert.Equal([20f], session.Run(Tensor.Create([1L], [1]))[0].ToArray<float>());
        }
    }

    [Fact]
    public async Task A_failure_deep_in_ONNX_Runtime_comes_without_source_locations()
    {
        OnnxGraph graph = new("reshape");
        graph.Input("x", Graphs.Float32("n"));
        graph.Node("Reshape", ["x", graph.Initializer(OnnxTensor.Of<long>("shape", [1], [2]))], "y");
        graph.Output("y", Graphs.Float32(2));
        using var session = await ModelFolder.LoadAsync(graph.ToModel());

        var problem = Assert.ThrowsAny<Exception>(() => session.Run(Tensor.Create([1f, 2f, 3f], [3])));

        Assert.EndsWith("cannot be reshaped to the requested shape. Input shape:{3}, requested shape:{2}", problem.Message);
        Assert.DoesNotContain("onnxruntime", problem.Message);
        Assert.DoesNotContain('\n', problem.Message);
    }

    [Fact]
    public async Task Inputs_are_pinned_during_a_run_and_never_after_it()
    {
        using var session = await LoadLookup();
        using PinCountingMemory good = new(sizeof(long)), bad = new(sizeof(long));
        bad.GetSpan()[0] = 9;

        for (var run = 0; run < 3; run++)
        {
            session.Run(Tensor.FromBytes(ElementType.Int64, good.Memory, [1]));
            Assert.ThrowsAny<Exception>(() => session.Run(Tensor.FromBytes(ElementType.Int64, bad.Memory, [1])));
        }

        Assert.Equal((0, 3), (good.Pins, good.PinsEver));
        Assert.Equal(0, bad.Pins);
        Assert.InRange(bad.PinsEver, 3, 6);
    }

    [Fact]
    public async Task A_run_allocates_less_than_a_kilobyte_beside_its_output()
    {
        using var session = await ModelFolder.LoadAsync(Graphs.Identity(OnnxElementType.Float32, "batch", "n"));
        Tensor[] inputs = [Tensor.Create(new float[1024], [1, 1024])];
        for (var run = 0; run < 100; run++) session.Run(inputs, [0], CancellationToken.None);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var run = 0; run < 100; run++) session.Run(inputs, [0], CancellationToken.None);
        var perRun = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;

        Assert.InRange(perRun, inputs[0].Bytes.Length, inputs[0].Bytes.Length + 1024);
    }

    [Fact]
    public async Task A_run_that_nobody_waits_for_ends_early_and_the_next_one_works()
    {
        using var session = await LoadProducts(layers: 300, width: 256);
        var many = Tensor.Create(new float[4096 * 256], [4096, 256]); // seconds of work
        using var caller = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        var ended = Assert.ThrowsAny<OperationCanceledException>(() => session.Run([many], [0], caller.Token));

        Assert.Equal(caller.Token, ended.CancellationToken);
        Assert.Equal([1, 256], session.Run(Tensor.Create(new float[256], [1, 256]))[0].Shape);
    }

    [Fact]
    public async Task A_session_that_is_gone_says_so()
    {
        var session = await ModelFolder.LoadAsync(Graphs.Identity(OnnxElementType.Int32, "n"));
        session.Dispose();
        session.Dispose();

        Assert.Throws<ObjectDisposedException>(() => session.Run(Tensor.Create([1], [1])));
    }

    [Fact]
    public async Task An_input_of_another_type_is_refused_by_name()
    {
        using var session = await ModelFolder.LoadAsync(Graphs.Identity(OnnxElementType.Int32, "n"));

        var problem = Assert.ThrowsAny<Exception>(() => session.Run(Tensor.Create([1f], [1])));

        Assert.Contains("int32", problem.Message);
    }

    private static async Task<IModelSession> LoadNegatedAndRoots()
    {
        OnnxGraph graph = new("two");
        graph.Input("x", Graphs.Float32("n"));
        graph.Node("Neg", ["x"], "negated");
        graph.Node("Sqrt", ["x"], "roots");
        graph.Output("negated", Graphs.Float32("n"));
        graph.Output("roots", Graphs.Float32("n"));
        return await ModelFolder.LoadAsync(graph.ToModel());
    }

    private static async Task<IModelSession> LoadProducts(int layers, int width)
    {
        OnnxGraph graph = new("products");
        graph.Input("x", Graphs.Float32("batch", width));
        var matrix = graph.Initializer(OnnxTensor.Of<float>("matrix", [width, width], new float[width * width]));
        var product = "x";
        for (var layer = 1; layer <= layers; layer++) product = graph.Node("MatMul", [product, matrix], layer < layers ? $"p{layer}" : "y");
        graph.Output("y", Graphs.Float32("batch", width));
        return await ModelFolder.LoadAsync(graph.ToModel());
    }

    private static async Task<IModelSession> LoadLookup()
    {
        OnnxGraph graph = new("lookup");
        graph.Input("index", Graphs.Int64("n"));
        graph.Node("Gather", [graph.Initializer(OnnxTensor.Of<float>("table", [3], [10f, 20f, 30f])), "index"], "value");
        graph.Output("value", Graphs.Float32("n"));
        return await ModelFolder.LoadAsync(graph.ToModel());
    }
}
