namespace Orleans.Inference.Tests.Tensors;

public sealed class TensorShapeTests
{
    [Theory]
    [InlineData(new long[0], 1)]
    [InlineData(new long[] { 7 }, 7)]
    [InlineData(new long[] { 2, 3, 4 }, 24)]
    [InlineData(new long[] { 3, 0 }, 0)]
    [InlineData(new long[] { 0 }, 0)]
    [InlineData(new long[] { long.MaxValue }, long.MaxValue)]
    [InlineData(new long[] { 1L << 31, 1L << 31 }, 1L << 62)]
    public void The_length_of_a_shape_is_the_product_of_its_dimensions(long[] shape, long expected)
    {
        Assert.True(TensorShape.TryGetLength(shape, out var length, out var problem));
        Assert.Equal(expected, length);
        Assert.Null(problem);
    }

    [Theory]
    [InlineData(new long[] { -1 })]
    [InlineData(new long[] { 2, -3 })]
    [InlineData(new long[] { 0, -1 })]
    [InlineData(new[] { long.MinValue, 0 })]
    public void A_negative_dimension_is_a_problem_even_in_an_empty_tensor(long[] shape)
    {
        Assert.False(TensorShape.TryGetLength(shape, out _, out var problem));
        Assert.Contains("negative", problem, StringComparison.Ordinal);
        Assert.Contains(TensorShape.Format(shape), problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { long.MaxValue, 2 })]
    [InlineData(new[] { 1L << 32, 1L << 31 })]
    [InlineData(new[] { 1L << 32, 1L << 32 })]
    [InlineData(new[] { 0, long.MaxValue, long.MaxValue })]
    [InlineData(new[] { long.MaxValue, long.MaxValue, 0 })]
    [InlineData(new[] { 3037000500L, 3037000500L })]
    public void A_product_that_overflows_is_a_problem(long[] shape)
    {
        Assert.False(TensorShape.TryGetLength(shape, out _, out var problem));
        Assert.Contains("more elements than a tensor can hold", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shape_is_written_as_people_write_it()
    {
        Assert.Equal("[1,28,28]", TensorShape.Format([1, 28, 28]));
        Assert.Equal("[]", TensorShape.Format([]));
    }

    [Fact]
    public void A_scalar_has_no_dimensions_and_one_element()
    {
        var scalar = Tensor.Create([42], []);

        Assert.True(scalar.Shape.IsEmpty);
        Assert.Equal(1, scalar.Length);
        Assert.Equal([42], scalar.ToArray<int>());
    }

    [Theory]
    [InlineData(new long[] { 2, 3 })]
    [InlineData(new long[] { 5 })]
    [InlineData(new long[] { 0 })]
    [InlineData(new long[] { })]
    public void A_shape_of_another_number_of_elements_is_refused_with_both_numbers(long[] shape)
    {
        TensorShape.TryGetLength(shape, out var asked, out _);

        foreach (var make in Makers(4))
        {
            var error = Assert.Throws<ArgumentException>(() => make(shape));
            Assert.Contains($"{TensorShape.Format(shape)} asks for {asked} elements, 4 were given", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(new long[] { -4 })]
    [InlineData(new long[] { -2, -2 })]
    [InlineData(new[] { long.MaxValue, 2 })]
    public void A_shape_that_is_none_is_refused(long[] shape)
    {
        foreach (var make in Makers(4)) Assert.Equal("shape", Assert.Throws<ArgumentException>(() => make(shape)).ParamName);
    }

    [Fact]
    public void A_tensor_keeps_its_shape_when_the_callers_array_changes()
    {
        long[] shape = [2, 2];
        var tensor = Tensor.Create(new float[4], shape);
        shape[0] = 99;

        Assert.Equal([2, 2], tensor.Shape.ToArray());
    }

    private static IEnumerable<Func<long[], Tensor>> Makers(int elements) =>
    [
        shape => Tensor.Create(new float[elements], shape),
        shape => Tensor.Create(new byte[elements].AsMemory(), shape),
        shape => Tensor.Create(new Half[elements].AsSpan(), shape),
        shape => Tensor.Create(Enumerable.Repeat("", elements).ToArray(), shape),
        shape => Tensor.CreateStrings(new ReadOnlyMemory<byte>[elements], shape),
        shape => Tensor.FromBytes(ElementType.Int16, new byte[elements * 2], shape),
    ];
}
