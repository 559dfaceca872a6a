namespace Orleans.Inference.Tests.Tensors;

public sealed unsafe class TensorCreationTests
{
    [Fact]
    public void A_tensor_of_an_array_shares_its_memory()
    {
        var elements = new[] { 1f, 2f, 3f, 4f };

        var tensor = Tensor.Create(elements, [2, 2]);

        fixed (float* expected = elements)
        fixed (float* actual = tensor.AsSpan<float>()) Assert.True(expected == actual);
        Assert.Equal("Float32[2,2]", tensor.ToString());
    }

    [Fact]
    public void A_tensor_of_bytes_shares_its_memory()
    {
        var elements = new byte[] { 1, 2, 3 };

        var tensor = Tensor.Create(elements, [3]);

        fixed (byte* expected = elements)
        fixed (byte* actual = tensor.Bytes.Span) Assert.True(expected == actual);
    }

    [Fact]
    public void A_tensor_of_a_part_of_an_array_shares_that_part()
    {
        var elements = new[] { 1, 2, 3, 4, 5 };

        var tensor = Tensor.Create(elements.AsMemory(1, 3), [3]);

        Assert.Equal([2, 3, 4], tensor.ToArray<int>());
        fixed (int* expected = &elements[1])
        fixed (int* actual = tensor.AsSpan<int>()) Assert.True(expected == actual);
    }

    [Fact]
    public void A_tensor_of_a_span_has_its_own_copy()
    {
        var elements = new[] { 1d, 2d };

        var tensor = Tensor.Create(elements.AsSpan(), [2]);
        elements[0] = 99;

        Assert.Equal([1d, 2d], tensor.ToArray<double>());
    }

    [Fact]
    public void A_tensor_of_a_dense_NET_tensor_has_its_own_copy_and_the_same_shape()
    {
        var source = System.Numerics.Tensors.Tensor.Create(new[] { 1, 2, 3, 4, 5, 6 }, [2, 3]);

        var tensor = Tensor.Create(source);
        source[0, 0] = 99;

        Assert.Equal([2, 3], tensor.Shape.ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6], tensor.ToArray<int>());
    }

    [Fact]
    public void A_tensor_of_a_strided_NET_tensor_has_the_elements_in_row_major_order()
    {
        var source = System.Numerics.Tensors.Tensor.Create(new[] { 1, 2, 3, 4, 5, 6 }, [2, 3]);

        Assert.Equal([2, 3, 5, 6], Tensor.Create(source.Slice(System.Buffers.NRange.All, 1..)).ToArray<int>());
        Assert.Equal([1, 4, 2, 5, 3, 6], Tensor.Create(System.Numerics.Tensors.Tensor.Transpose(source)).ToArray<int>());
    }

    [Fact]
    public void A_NET_tensor_without_elements_is_an_empty_tensor()
    {
        Assert.Equal(0, Tensor.Create(System.Numerics.Tensors.Tensor<float>.Empty).Length);
        Assert.Equal([2, 0], Tensor.Create(System.Numerics.Tensors.Tensor.CreateFromShape<float>([2, 0])).Shape.ToArray());
    }

    [Fact]
    public void Strings_are_kept_as_UTF8()
    {
        var tensor = Tensor.Create(["Grüße", "", "日本"], [3]);

        Assert.Equal("Grüße"u8, tensor.Utf8Strings[0].Span);
        Assert.Equal(["Grüße", "", "日本"], tensor.ToArray<string>());
        Assert.True(tensor.Bytes.IsEmpty);
        Assert.Equal("String[3]", tensor.ToString());
    }

    [Fact]
    public void Strings_of_any_bytes_are_kept_as_they_are()
    {
        ReadOnlyMemory<byte>[] elements = [new byte[] { 0xFF, 0x00, 0xC3 }];

        var tensor = Tensor.CreateStrings(elements, [1]);

        Assert.Equal(elements[0].ToArray(), tensor.Utf8Strings[0].ToArray());
        Assert.Contains('\uFFFD', tensor.ToArray<string>()[0]);
    }

    [Fact]
    public void A_null_string_is_named_by_its_place()
    {
        var error = Assert.Throws<ArgumentException>(() => Tensor.Create(["a", null!], [2]));

        Assert.Contains("String 1 is null", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ElementType.Float32, 8, 2)]
    [InlineData(ElementType.Int64, 8, 1)]
    [InlineData(ElementType.Bool, 8, 8)]
    [InlineData(ElementType.BFloat16, 8, 4)]
    public void Raw_bytes_are_as_many_elements_as_their_type_makes_of_them(ElementType type, int bytes, long elements) =>
        Assert.Equal(elements, Tensor.FromBytes(type, new byte[bytes], [elements]).Length);

    [Fact]
    public void Raw_bytes_that_are_no_whole_number_of_elements_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Tensor.FromBytes(ElementType.Float32, new byte[7], [2]));

        Assert.Contains("7 bytes are no whole number of Float32 elements of 4 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Raw_bytes_are_no_strings() => Assert.Throws<ArgumentException>(() => Tensor.FromBytes(ElementType.String, new byte[4], [1]));

    [Fact]
    public void Raw_bytes_of_an_unknown_type_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.FromBytes((ElementType)14, new byte[4], [1]));

    [Fact]
    public void A_type_that_no_model_has_is_refused_by_name()
    {
        var error = Assert.Throws<NotSupportedException>(() => Tensor.Create(new decimal[1], [1]));

        Assert.Contains("System.Decimal", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_no_tensor()
    {
        Assert.Throws<ArgumentNullException>(() => Tensor.Create((float[])null!, [0]));
        Assert.Throws<ArgumentNullException>(() => Tensor.Create((string[])null!, [0]));
        Assert.Throws<ArgumentNullException>(() => Tensor.CreateStrings(null!, [0]));
    }
}
