using Orleans.Inference.Models;
using Orleans.Inference.Tests.Tensors;

namespace Orleans.Inference.Tests.Models;

public sealed class MadeUpTensorTests
{
    public static TheoryData<ElementType> Types => [.. Enum.GetValues<ElementType>()];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_element_type_can_be_made_up_and_the_same_seed_makes_the_same(ElementType type)
    {
        var tensor = MadeUpTensor.Create(type, [2, 50], seed: 1);

        Assert.Equal($"{type}[2,50]", tensor.ToString());
        Assert.True(RandomTensors.AreSame(tensor, MadeUpTensor.Create(type, [2, 50], seed: 1)));
        Assert.False(RandomTensors.AreSame(tensor, MadeUpTensor.Create(type, [2, 50], seed: 2)));
    }

    [Fact]
    public void Integers_are_valid_as_indexes_of_anything_with_two_places() =>
        Assert.All(MadeUpTensor.Create(ElementType.Int64, [1000], seed: 1).ToArray<long>(), value => Assert.InRange(value, 0, 1));

    [Fact]
    public void Booleans_are_true_or_false() =>
        Assert.All(MadeUpTensor.Create(ElementType.Bool, [1000], seed: 1).Bytes.ToArray(), value => Assert.InRange(value, 0, 1));

    [Theory]
    [InlineData(new long[] { -1, 4 })]
    [InlineData(new[] { long.MaxValue, 4 })]
    [InlineData(new[] { 1L << 40 })]
    public void A_shape_that_is_none_or_too_large_is_the_operators_mistake(long[] shape) =>
        Assert.Contains("warm-up shape", Assert.Throws<ModelLoadException>(() => MadeUpTensor.Create(ElementType.UInt8, shape, 1)).Message, StringComparison.Ordinal);
}
