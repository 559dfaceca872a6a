namespace Orleans.Inference.Tests.Tensors;

public sealed class TensorReadingTests
{
    [Fact]
    public void Every_element_type_is_read_as_its_NET_type()
    {
        AssertReads(ElementType.Float32, 1.5f, -2f);
        AssertReads(ElementType.Float64, 1.5, double.NaN);
        AssertReads(ElementType.Float16, (Half)1.5f, Half.MinValue);
        AssertReads(ElementType.BFloat16, (BFloat16)1.5f, BFloat16.FromBits(0xFFFF));
        AssertReads(ElementType.Int8, sbyte.MinValue, sbyte.MaxValue);
        AssertReads(ElementType.UInt8, byte.MinValue, byte.MaxValue);
        AssertReads(ElementType.Int16, short.MinValue, short.MaxValue);
        AssertReads(ElementType.UInt16, ushort.MinValue, ushort.MaxValue);
        AssertReads(ElementType.Int32, int.MinValue, int.MaxValue);
        AssertReads(ElementType.UInt32, uint.MinValue, uint.MaxValue);
        AssertReads(ElementType.Int64, long.MinValue, long.MaxValue);
        AssertReads(ElementType.UInt64, ulong.MinValue, ulong.MaxValue);
        AssertReads(ElementType.Bool, true, false);
    }

    [Fact]
    public void The_elements_lie_in_memory_little_endian() =>
        Assert.Equal(new byte[] { 0x04, 0x03, 0x02, 0x01 }, Tensor.Create([0x01020304], [1]).Bytes.ToArray());

    [Fact]
    public void A_tensor_is_viewed_with_its_shape()
    {
        var view = Tensor.Create([1, 2, 3, 4, 5, 6], [2, 3]).AsTensorSpan<int>();

        Assert.Equal([2, 3], view.Lengths.ToArray());
        Assert.Equal(6, view[1, 2]);
        Assert.Equal(3, view[0, 2]);
    }

    [Fact]
    public void A_scalar_is_viewed_as_its_element()
    {
        var view = Tensor.Create([42], []).AsTensorSpan<int>();

        Assert.Equal(1, view.FlattenedLength);
        Assert.Equal(42, view[0]);
    }

    [Fact]
    public void An_empty_tensor_is_read_as_nothing()
    {
        var tensor = Tensor.Create(Array.Empty<float>(), [3, 0, 2]);

        Assert.True(tensor.AsSpan<float>().IsEmpty);
        Assert.Empty(tensor.ToArray<float>());
        Assert.Equal([3, 0, 2], tensor.AsTensorSpan<float>().Lengths.ToArray());
        Assert.Empty(Tensor.Create(Array.Empty<string>(), [0]).ToArray<string>());
    }

    [Fact]
    public void A_copy_is_the_callers_own()
    {
        var tensor = Tensor.Create([1f, 2f], [2]);
        tensor.ToArray<float>()[0] = 99;

        Assert.Equal(1f, tensor.AsSpan<float>()[0]);
    }

    [Fact]
    public void Another_type_is_refused_with_the_one_that_is_held()
    {
        var tensor = Tensor.Create([1f], [1]);

        Assert.Contains("holds Float32, which cannot be read as Int32", Assert.Throws<InvalidOperationException>(() => _ = tensor.AsSpan<int>()).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => _ = tensor.AsTensorSpan<int>());
        Assert.Throws<InvalidOperationException>(() => tensor.ToArray<int>());
        Assert.Throws<InvalidOperationException>(() => tensor.ToArray<string>());
        Assert.Throws<InvalidOperationException>(() => Tensor.Create(["1"], [1]).ToArray<float>());
        Assert.Throws<NotSupportedException>(() => tensor.ToArray<decimal>());
    }

    [Fact]
    public void Elements_are_read_wherever_they_lie_in_memory()
    {
        var bytes = new byte[9];
        BitConverter.TryWriteBytes(bytes.AsSpan(1), 1.25);

        Assert.Equal([1.25], Tensor.FromBytes(ElementType.Float64, bytes.AsMemory(1), [1]).ToArray<double>());
    }

    private static void AssertReads<T>(ElementType type, params T[] elements)
        where T : unmanaged
    {
        var tensor = Tensor.Create(elements, [elements.Length]);
        Assert.Equal(type, tensor.ElementType);
        Assert.Equal(elements, tensor.ToArray<T>());
        Assert.True(elements.AsSpan().SequenceEqual(tensor.AsSpan<T>()) || typeof(T) == typeof(double));
        Assert.Equal(type.SizeInBytes() * elements.Length, tensor.Bytes.Length);
    }
}
