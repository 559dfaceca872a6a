using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.Tests.OnnxRuntime;

public sealed class StringTests
{
    [Fact]
    public async Task Strings_come_back_byte_for_byte()
    {
        ReadOnlyMemory<byte>[] elements = ["Zoë 🦉"u8.ToArray(), Array.Empty<byte>(), new byte[] { 0xFF, 0x00, 0xC3 }, new byte[100_000]];
        using var session = await ModelFolder.LoadAsync(Graphs.Identity(OnnxElementType.String, "rows", "columns"));

        var output = Assert.Single(session.Run(Tensor.CreateStrings(elements, [2, 2])));

        Assert.Equal(ElementType.String, output.ElementType);
        Assert.Equal([2, 2], output.Shape);
        Assert.Equal(elements.Select(element => element.ToArray()), output.Utf8Strings.ToArray().Select(element => element.ToArray()));
    }

    [Fact]
    public async Task No_strings_come_back()
    {
        using var session = await ModelFolder.LoadAsync(Graphs.Identity(OnnxElementType.String, "n"));

        var output = Assert.Single(session.Run(Tensor.Create(Array.Empty<string>(), [0])));

        Assert.Equal([0], output.Shape);
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public async Task The_model_sees_text()
    {
        OnnxGraph graph = new("greeting");
        graph.Input("name", OnnxType.Tensor(OnnxElementType.String, "batch"));
        graph.Node("StringConcat", [graph.Initializer(OnnxTensor.OfStrings("hello", [1], "Hello, ")), "name"], "greeting");
        graph.Output("greeting", OnnxType.Tensor(OnnxElementType.String, "batch"));
        using var session = await ModelFolder.LoadAsync(graph.ToModel());

        var output = Assert.Single(session.Run(Tensor.Create(["Zoë", ""], [2])));

        Assert.Equal(["Hello, Zoë", "Hello, "], output.ToArray<string>());
    }
}
