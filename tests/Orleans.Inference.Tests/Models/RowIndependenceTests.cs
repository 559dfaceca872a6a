using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Models;

namespace Orleans.Inference.Tests.Models;

/// <summary>Rows of different callers are run together only where that changes no answer.</summary>
public sealed class RowIndependenceTests
{
    [Fact]
    public void Rows_that_are_worked_on_one_by_one_are_independent() =>
        Assert.True(AreIndependent(FakeSession.Floats(x => Array.ConvertAll(x, value => 2 * value + 1))));

    [Fact]
    public void Sums_in_another_order_do_not_make_rows_dependent() =>
        Assert.True(AreIndependent(FakeSession.Floats(x => Array.ConvertAll(x, value => value * (1 + x.Length * 1e-5f)))));

    [Fact]
    public void Rows_that_are_averaged_over_all_rows_are_dependent() =>
        Assert.False(AreIndependent(FakeSession.Floats(x => Array.ConvertAll(x, value => value - x.Average()))));

    [Fact]
    public void Rows_that_see_the_rows_before_them_are_dependent() => Assert.False(AreIndependent(FakeSession.Floats(x =>
    {
        for (var i = 4; i < x.Length; i++) x[i] += x[i - 4];
        return x;
    })));

    [Theory]
    [InlineData(1e-3f)]
    [InlineData(1e-5f)] // as the probabilities of a large vocabulary
    public void Small_numbers_do_not_hide_that_rows_are_dependent(float scale) =>
        Assert.False(AreIndependent(FakeSession.Floats(x => Array.ConvertAll(x, _ => scale * x.Average()))));

    [Theory]
    [InlineData(float.NegativeInfinity)] // as the scores of what is masked
    [InlineData(float.NaN)]
    public void Numbers_that_are_not_finite_do_not_hide_that_rows_are_dependent(float mask)
    {
        Assert.False(AreIndependent(FakeSession.Floats(x => WithMask(Array.ConvertAll(x, value => value - x.Average())))));
        Assert.True(AreIndependent(FakeSession.Floats(x => WithMask(x))));

        float[] WithMask(float[] x)
        {
            for (var i = 0; i < x.Length; i += 4) x[i] = mask;
            return x;
        }
    }

    [Theory]
    [InlineData(ElementType.Int64)]
    [InlineData(ElementType.Int32)]
    [InlineData(ElementType.UInt8)]
    public void One_number_a_row_is_enough_to_see_that_rows_are_dependent(ElementType type)
    {
        var session = new FakeSession(Specs.Of($"ids {type}[length]"), Specs.Of("means Float64[length]"), inputs =>
        {
            var elements = inputs[0].Bytes.ToArray().Chunk(type.SizeInBytes()).Select(bytes => (double)bytes[0]).ToArray();
            return [Tensor.Create(Array.ConvertAll(elements, _ => elements.Average()), inputs[0].Shape)];
        });

        Assert.False(AreIndependent(session));
    }

    [Fact]
    public void Integers_and_strings_must_be_the_same()
    {
        Assert.True(AreIndependent(FakeSession.Of("Int64[batch,8]", input => input)));
        Assert.False(AreIndependent(FakeSession.Of("Int64[batch,8]", input => Tensor.Create(Array.ConvertAll(input.ToArray<long>(), value => value + input.Shape[0]), input.Shape))));
        Assert.True(AreIndependent(FakeSession.Of("String[batch]", input => input)));
        Assert.False(AreIndependent(FakeSession.Of("String[batch]", input => Tensor.Create(Array.ConvertAll(input.ToArray<string>(), value => value + input.Shape[0]), input.Shape))));
    }

    [Theory]
    [InlineData("Float16")]
    [InlineData("BFloat16")]
    [InlineData("Float64")]
    public void Every_kind_of_float_is_compared_as_numbers(string type)
    {
        Assert.True(AreIndependent(FakeSession.Of($"{type}[batch,4]", input => input)));
        Assert.False(AreIndependent(FakeSession.Of($"{type}[batch,4]", input => input.Shape[0] == 1 ? input : MadeUpTensor.Create(input.ElementType, input.Shape.ToArray(), seed: 99))));
    }

    [Fact]
    public void A_model_that_gives_one_row_whatever_it_gets_is_dependent() =>
        Assert.False(AreIndependent(FakeSession.Of("Float32[batch,4]", input => input.Slice(0, 1))));

    [Fact]
    public void A_model_that_cannot_take_two_rows_is_dependent() =>
        Assert.False(AreIndependent(FakeSession.Of("Float32[batch,4]", input => input.Shape[0] == 1 ? input : throw new InvalidOperationException("one row only"))));

    [Fact]
    public void A_model_that_gives_another_shape_together_is_dependent() =>
        Assert.False(AreIndependent(FakeSession.Of("Float32[batch,?]", input => Tensor.Create(new float[input.Shape[0] * input.Shape[0]], [input.Shape[0], input.Shape[0]]))));

    [Fact]
    public void A_first_dimension_that_is_fixed_or_missing_is_not_tried()
    {
        AssertNotTried(FakeSession.Of("Float32[1,4]", input => input));
        AssertNotTried(FakeSession.Of("Float32[]", input => input));
        AssertNotTried(new FakeSession(Specs.Of("x Float32[batch]"), Specs.Of("y Float32[1]"), inputs => [inputs[0]]));
        AssertNotTried(new FakeSession([], Specs.Of("y Float32[batch]"), _ => []));
    }

    [Fact]
    public void First_dimensions_of_different_symbols_are_not_tried() =>
        AssertNotTried(new FakeSession(Specs.Of("a Float32[batch,2]", "b Float32[length,2]"), Specs.Of("y Float32[batch,2]"), inputs => [inputs[0]]));

    [Fact]
    public void Every_input_has_its_own_rows()
    {
        var session = new FakeSession(Specs.Of("a Float32[batch,2]", "b Float32[batch,2]"), Specs.Of("y Float32[batch,2]"), inputs =>
            [Tensor.Create(inputs[0].ToArray<float>().Zip(inputs[1].ToArray<float>(), (left, right) => left + right).ToArray(), inputs[0].Shape)]);

        Assert.True(AreIndependent(session));
        Assert.Contains("Float32[2,2] Float32[2,2]", session.Runs);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, false)]
    public void A_warm_up_shape_of_several_rows_is_not_stacked(long rows, bool expected) =>
        Assert.Equal(expected, AreIndependent(FakeSession.Of("Float32[batch,?]", input => input), "x", rows, 5));

    private static void AssertNotTried(FakeSession session)
    {
        Assert.False(AreIndependent(session));
        Assert.Empty(session.Runs);
    }

    private static bool AreIndependent(FakeSession session, string? shaped = null, params long[] shape)
    {
        var shapes = ImmutableDictionary<string, ImmutableArray<long>>.Empty;
        return new WarmUp(session, new() { WarmUpShapes = shaped is null ? shapes : shapes.Add(shaped, [.. shape]) }, new FakeTimeProvider()).RowsAreIndependent();
    }
}
