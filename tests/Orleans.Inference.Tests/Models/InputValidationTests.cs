using Orleans.Inference.Models;

namespace Orleans.Inference.Tests.Models;

public sealed class InputValidationTests
{
    private static readonly ModelMetadata OneInput = Model("image Float32[batch,1,28]");
    private static readonly ModelMetadata TwoInputs = Model("ids Int64[batch,length]", "mask Int64[batch,length]");

    [Fact]
    public void Inputs_are_put_into_the_models_order()
    {
        var (ids, mask) = (Ints(2, 3), Ints(2, 3));

        var ordered = InputValidation.OrderInputs(Request(("mask", mask), ("ids", ids)), TwoInputs);

        Assert.Same(ids, ordered[0]);
        Assert.Same(mask, ordered[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("image")]
    [InlineData(null)]
    public void The_only_input_needs_no_name(string? name)
    {
        var image = Floats(3, 1, 28);

        Assert.Same(image, Assert.Single(InputValidation.OrderInputs(Request((name!, image)), OneInput)));
    }

    [Fact]
    public void One_of_several_inputs_needs_a_name() => AssertRefused(TwoInputs, "input name", "'ids', 'mask'", "''", ("", Ints(2, 3)));

    [Fact]
    public void No_inputs_are_refused_with_those_that_there_are()
    {
        AssertRefused(TwoInputs, "inputs", "'ids', 'mask'", "none");
        var error = Assert.Throws<InvalidInputException>(() => InputValidation.OrderInputs(new() { Model = "m", Inputs = default }, OneInput));
        Assert.Equal("'image'", error.Expected);
    }

    [Fact]
    public void An_unknown_input_is_refused_with_those_that_there_are() =>
        AssertRefused(TwoInputs, "input name", "'ids', 'mask'", "'Ids'", ("Ids", Ints(2, 3)), ("mask", Ints(2, 3)));

    [Fact]
    public void A_missing_input_is_refused_by_its_name() => AssertRefused(TwoInputs, "inputs", "'ids', 'mask'", "no 'mask'", ("ids", Ints(2, 3)));

    [Fact]
    public void An_input_that_is_given_twice_is_refused()
    {
        AssertRefused(TwoInputs, "input 'ids'", "one tensor", "several", ("ids", Ints(2, 3)), ("ids", Ints(2, 3)));
        AssertRefused(OneInput, "input 'image'", "one tensor", "several", ("image", Floats(1, 1, 28)), ("", Floats(1, 1, 28)));
    }

    [Fact]
    public void A_null_tensor_is_refused() => AssertRefused(OneInput, "input 'image'", "Float32[batch,1,28]", "null", ("image", null!));

    [Fact]
    public void Another_element_type_is_refused() =>
        AssertRefused(OneInput, "input 'image'", "Float32[batch,1,28]", "Float64[1,1,28]", ("image", Tensor.Create(new double[28], [1, 1, 28])));

    [Theory]
    [InlineData(new long[] { 28 })]
    [InlineData(new long[] { 1, 28 })]
    [InlineData(new long[] { 1, 1, 28, 1 })]
    [InlineData(new long[] { 1, 2, 28 })]
    [InlineData(new long[] { 1, 1, 27 })]
    [InlineData(new long[] { 1, 1, 0 })]
    [InlineData(new long[] { })]
    public void Another_shape_is_refused(long[] shape) =>
        AssertRefused(OneInput, "input 'image'", "Float32[batch,1,28]", $"Float32{TensorShape.Format(shape)}", ("image", Floats(shape)));

    [Fact]
    public void No_rows_are_refused() =>
        AssertRefused(OneInput, "input 'image'", "Float32[batch,1,28] with at least 1 row", "Float32[0,1,28]", ("image", Floats(0, 1, 28)));

    [Fact]
    public void A_variable_dimension_behind_the_first_may_be_empty() =>
        Assert.Single(InputValidation.OrderInputs(Request(("x", Floats(2, 0))), Model("x Float32[batch,?]")));

    [Fact]
    public void A_scalar_is_given_as_a_scalar()
    {
        var model = Model("x Float32[]");

        Assert.Single(InputValidation.OrderInputs(Request(("x", Tensor.Create([1f], []))), model));
        AssertRefused(model, "input 'x'", "Float32[]", "Float32[1]", ("x", Floats(1)));
    }

    [Fact]
    public void Dimensions_of_the_same_symbol_must_be_of_the_same_size()
    {
        AssertRefused(TwoInputs, "input 'mask'", "Int64[batch,length] with batch = 2 as in 'ids'", "Int64[1,3]", ("ids", Ints(2, 3)), ("mask", Ints(1, 3)));
        AssertRefused(TwoInputs, "input 'mask'", "Int64[batch,length] with length = 3 as in 'ids'", "Int64[2,4]", ("ids", Ints(2, 3)), ("mask", Ints(2, 4)));
    }

    [Fact]
    public void Dimensions_without_a_symbol_may_differ() =>
        Assert.Equal(2, InputValidation.OrderInputs(Request(("a", Floats(2, 3)), ("b", Floats(1, 4))), Model("a Float32[?,?]", "b Float32[?,?]")).Length);

    private static void AssertRefused(ModelMetadata model, string subject, string expected, string given, params (string Name, Tensor Tensor)[] inputs)
    {
        var error = Assert.Throws<InvalidInputException>(() => InputValidation.OrderInputs(Request(inputs), model));
        Assert.Equal((subject, expected, given), (error.Subject, error.Expected, error.Given));
    }

    private static InferenceRequest Request(params (string Name, Tensor Tensor)[] inputs) =>
        new() { Model = "m", Inputs = [.. inputs.Select(input => new NamedTensor(input.Name, input.Tensor))] };

    private static ModelMetadata Model(params string[] inputs) => new() { Name = "m", Version = "1", Platform = "", Inputs = Specs.Of(inputs), Outputs = [] };

    private static Tensor Floats(params long[] shape) => Tensor.Create(new float[shape.Aggregate(1L, (product, size) => product * size)], shape);

    private static Tensor Ints(params long[] shape) => Tensor.Create(new long[shape.Aggregate(1L, (product, size) => product * size)], shape);
}
