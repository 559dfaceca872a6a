using Orleans.Inference.Traffic;

namespace Orleans.Inference.Tests.Traffic;

public sealed class AnswerComparisonTests
{
    private const double Tolerance = 1e-3;

    [Fact]
    public void Floating_point_values_may_differ_by_the_tolerance_and_by_that_part_of_themselves()
    {
        Assert.True(AreSame(Tensor.Create([0f, 1000f], [2]), Tensor.Create([0.0009f, 1000.9f], [2])));
        Assert.False(AreSame(Tensor.Create([0f, 1000f], [2]), Tensor.Create([0.0011f, 1000f], [2])));
        Assert.False(AreSame(Tensor.Create([0f, 1000f], [2]), Tensor.Create([0f, 1001.1f], [2])));
        Assert.True(AreSame(Tensor.Create([-5.0], [1]), Tensor.Create([-5.001], [1])));
        Assert.True(AreSame(Tensor.Create([(Half)1], [1]), Tensor.Create([(Half)1.0009], [1])));
        Assert.False(AreSame(Tensor.Create([(BFloat16)1f], [1]), Tensor.Create([(BFloat16)1.1f], [1])));
        Assert.True(AreSame(Tensor.Create([(BFloat16)1f], [1]), Tensor.Create([(BFloat16)1f], [1])));
    }

    [Fact]
    public void What_is_not_finite_is_like_its_like_only()
    {
        Assert.True(AreSame(Tensor.Create([float.NaN, float.PositiveInfinity], [2]), Tensor.Create([float.NaN, float.PositiveInfinity], [2])));
        Assert.False(AreSame(Tensor.Create([float.NaN], [1]), Tensor.Create([0f], [1])));
        Assert.False(AreSame(Tensor.Create([0f], [1]), Tensor.Create([float.NaN], [1])));
        Assert.False(AreSame(Tensor.Create([float.PositiveInfinity], [1]), Tensor.Create([1f], [1])));
        Assert.False(AreSame(Tensor.Create([1f], [1]), Tensor.Create([float.PositiveInfinity], [1])));
    }

    [Fact]
    public void All_else_is_equal_or_not()
    {
        Assert.True(AreSame(Tensor.Create([1L, 2L], [2]), Tensor.Create([1L, 2L], [2])));
        Assert.False(AreSame(Tensor.Create([1L, 2L], [2]), Tensor.Create([1L, 3L], [2])));
        Assert.True(AreSame(Tensor.Create(["a", "b"], [2]), Tensor.Create(["a", "b"], [2])));
        Assert.False(AreSame(Tensor.Create(["a", "b"], [2]), Tensor.Create(["a", "c"], [2])));
    }

    [Fact]
    public void Types_shapes_and_names_count()
    {
        Assert.False(AreSame(Tensor.Create([1f], [1]), Tensor.Create([1.0], [1])));
        Assert.False(AreSame(Tensor.Create([1f], [1]), Tensor.Create([1f], [1, 1])));
        Assert.False(AnswerComparison.AreSame([new("y", Tensor.Create([1f], [1]))], [new("z", Tensor.Create([1f], [1]))], Tolerance));
        Assert.False(AnswerComparison.AreSame([new("y", Tensor.Create([1f], [1]))], [], Tolerance));
        Assert.True(AnswerComparison.AreSame(
            [new("y", Tensor.Create([1f], [1])), new("z", Tensor.Create([2f], [1]))], [new("z", Tensor.Create([2f], [1])), new("y", Tensor.Create([1f], [1]))], Tolerance));
    }

    private static bool AreSame(Tensor given, Tensor shadow) => AnswerComparison.AreSame([new("y", given)], [new("y", shadow)], Tolerance);
}
