using CsCheck;

namespace Orleans.Inference.Tests.Tensors;

public sealed unsafe class TensorSliceTests
{
    [Fact]
    public void A_slice_has_its_rows_and_shares_the_memory()
    {
        var tensor = Tensor.Create([1, 2, 3, 4, 5, 6], [3, 2]);

        var slice = tensor.Slice(1, 2);

        Assert.Equal("Int32[2,2]", slice.ToString());
        Assert.Equal([3, 4, 5, 6], slice.ToArray<int>());
        fixed (int* whole = tensor.AsSpan<int>())
        fixed (int* part = slice.AsSpan<int>()) Assert.True(whole + 2 == part);
    }

    [Fact]
    public void A_slice_of_a_slice_counts_from_the_slice()
    {
        var slice = Tensor.Create([1, 2, 3, 4, 5], [5]).Slice(1, 4).Slice(2, 1);

        Assert.Equal([4], slice.ToArray<int>());
    }

    [Fact]
    public void Strings_are_sliced_by_rows()
    {
        var slice = Tensor.Create(["a", "b", "c", "d", "e", "f"], [3, 2]).Slice(1, 1);

        Assert.Equal([1, 2], slice.Shape.ToArray());
        Assert.Equal(2, slice.Length);
        Assert.Equal(["c", "d"], slice.ToArray<string>());
    }

    [Fact]
    public void All_rows_are_the_tensor_itself()
    {
        var tensor = Tensor.Create([1, 2], [2]);

        Assert.Same(tensor, tensor.Slice(0, 2));
    }

    [Fact]
    public void No_rows_are_an_empty_tensor()
    {
        var slice = Tensor.Create([1, 2, 3, 4], [2, 2]).Slice(2, 0);

        Assert.Equal([0, 2], slice.Shape.ToArray());
        Assert.Equal(0, slice.Length);
        Assert.Empty(slice.ToArray<int>());
    }

    [Fact]
    public void Rows_without_elements_are_sliced_too()
    {
        Assert.Equal([2, 0], Tensor.Create(Array.Empty<float>(), [3, 0]).Slice(1, 2).Shape.ToArray());
        Assert.Equal([0, 3], Tensor.Create(Array.Empty<float>(), [0, 3]).Slice(0, 0).Shape.ToArray());
        Assert.Equal([1, 0], Tensor.Create(Array.Empty<string>(), [3, 0]).Slice(0, 1).Shape.ToArray());
    }

    [Fact]
    public void A_scalar_has_no_rows() => Assert.Throws<InvalidOperationException>(() => Tensor.Create([1], []).Slice(0, 1));

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, 4)]
    [InlineData(3, 1)]
    [InlineData(4, 0)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(1, long.MaxValue)]
    [InlineData(1L << 62, 1L << 62)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void Rows_outside_of_the_tensor_are_refused(long start, long count)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Create([1, 2, 3], [3]).Slice(start, count));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Create(["1", "2", "3"], [3]).Slice(start, count));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Create(Array.Empty<int>(), [3, 0]).Slice(start, count));
    }

    [Fact]
    public void Slices_side_by_side_are_the_whole() =>
        Gen.Select(RandomTensors.Any, Gen.Int[0, 1000]).Sample((tensor, cut) =>
        {
            if (tensor.Shape.IsEmpty) return true;
            var rows = tensor.Shape[0];
            var first = tensor.Slice(0, cut % (rows + 1));
            var second = tensor.Slice(first.Shape[0], rows - first.Shape[0]);
            return first.Length + second.Length == tensor.Length
                && first.Shape[1..].SequenceEqual(tensor.Shape[1..])
                && (byte[])[.. first.Bytes.Span, .. second.Bytes.Span] is var bytes && tensor.Bytes.Span.SequenceEqual(bytes)
                && tensor.Utf8Strings.SequenceEqual([.. first.Utf8Strings, .. second.Utf8Strings]);
        });
}
