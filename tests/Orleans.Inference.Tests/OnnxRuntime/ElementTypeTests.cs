using System.Runtime.InteropServices;
using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.Tests.OnnxRuntime;

public sealed class ElementTypeTests
{
    [Fact]
    public Task Bool_comes_back() => Comes_back([true, false, true]);

    [Fact]
    public Task Int8_comes_back() => Comes_back([sbyte.MinValue, 0, sbyte.MaxValue]);

    [Fact]
    public Task UInt8_comes_back() => Comes_back([byte.MinValue, (byte)7, byte.MaxValue]);

    [Fact]
    public Task Int16_comes_back() => Comes_back([short.MinValue, 0, short.MaxValue]);

    [Fact]
    public Task UInt16_comes_back() => Comes_back([ushort.MinValue, (ushort)7, ushort.MaxValue]);

    [Fact]
    public Task Int32_comes_back() => Comes_back([int.MinValue, 0, int.MaxValue]);

    [Fact]
    public Task UInt32_comes_back() => Comes_back([uint.MinValue, 7u, uint.MaxValue]);

    [Fact]
    public Task Int64_comes_back() => Comes_back([long.MinValue, 0, long.MaxValue]);

    [Fact]
    public Task UInt64_comes_back() => Comes_back([ulong.MinValue, 7ul, ulong.MaxValue]);

    [Fact]
    public Task Float16_comes_back() => Comes_back([Half.MinValue, Half.NegativeZero, Half.Epsilon, Half.PositiveInfinity]);

    [Fact]
    public Task BFloat16_comes_back() => Comes_back([(BFloat16)(-1.5f), (BFloat16)0f, (BFloat16)3e38f]);

    [Fact]
    public Task Float32_comes_back() => Comes_back([float.MinValue, float.NegativeZero, float.Epsilon, float.NaN]);

    [Fact]
    public Task Float64_comes_back() => Comes_back([double.MinValue, double.NegativeZero, double.Epsilon, double.NaN]);

    [Fact]
    public async Task Every_element_type_is_known_to_ONNX_by_the_same_number()
    {
        foreach (var type in Enum.GetValues<ElementType>())
        {
            using var session = await ModelFolder.LoadAsync(Graphs.Identity((OnnxElementType)type, "n"));
            Assert.Equal(type, session.Inputs[0].ElementType);
            Assert.Equal(type, session.Outputs[0].ElementType);
        }
    }

    // Twice: first ONNX Runtime allocates the output, then we do.
    private static async Task Comes_back<T>(T[] elements)
        where T : unmanaged
    {
        var input = Tensor.Create(elements, [1, elements.Length]);
        using var session = await ModelFolder.LoadAsync(Graphs.Identity((OnnxElementType)ElementTypes.Of<T>(), 1, "n"));

        for (var run = 0; run < 2; run++)
        {
            var output = Assert.Single(session.Run(input));

            Assert.Equal(input.ElementType, output.ElementType);
            Assert.Equal(input.Shape, output.Shape);
            Assert.Equal(MemoryMarshal.AsBytes(elements.AsSpan()), output.Bytes.Span);
        }
    }
}
