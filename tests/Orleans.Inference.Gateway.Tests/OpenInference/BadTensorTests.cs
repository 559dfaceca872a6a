namespace Orleans.Inference.Gateway.Tests;

/// <summary>Inputs that contradict themselves. Each is refused by name, and the next good request works.</summary>
public sealed class BadTensorTests : GatewayTests
{
    [Theory]
    [InlineData("UINT8", "300", "from 0 to 255")]
    [InlineData("UINT8", "-1", "from 0 to 255")]
    [InlineData("INT8", "128", "from -128 to 127")]
    [InlineData("UINT16", "65536", "from 0 to 65535")]
    [InlineData("INT16", "-32769", "from -32768 to 32767")]
    [InlineData("UINT32", "4294967296", "from 0 to 4294967295")]
    [InlineData("INT32", "2147483648", "from -2147483648 to 2147483647")]
    [InlineData("INT32", "1.5", "an integer")]
    [InlineData("INT32", "1e2", "an integer")]
    [InlineData("INT32", "true", "an integer")]
    [InlineData("INT32", "null", "an integer")]
    [InlineData("UINT64", "18446744073709551616", "from 0 to 18446744073709551615")]
    [InlineData("INT64", "9223372036854775808", "to 9223372036854775807")]
    [InlineData("FP32", "1e39", "a number from -3.4028235E+38 to 3.4028235E+38")]
    [InlineData("FP64", "-1e309", "a number from -1.7976931348623157E+308")]
    [InlineData("FP32", "\"1.5\"", "a number")]
    [InlineData("FP32", "{}", "a number")]
    [InlineData("FP32", "[1]", "a number")]
    [InlineData("BOOL", "2", "true, false, 1 or 0")]
    [InlineData("BOOL", "\"true\"", "true, false, 1 or 0")]
    [InlineData("BYTES", "1", "a string")]
    [InlineData("BYTES", "\"\\ud800\"", "a string of valid Unicode")]
    public async Task A_value_that_the_datatype_has_not(string datatype, string value, string allowed)
    {
        var good = datatype is "BYTES" ? "\"a\"" : "1";
        var given = value switch { "{}" => "an object", "[1]" => "an array", _ => value };
        await RefusedAsync(
            $$"""{"inputs":[{"name":"pixels","shape":[3],"datatype":"{{datatype}}","data":[{{good}},{{good}},{{value}}]}]}""",
            "input 'pixels' at element 2", allowed, datatype, $"given {(value[0] is '"' ? "the string " : "")}{given}");
        await RefusedAsync(
            $$"""{"inputs":[{"name":"pixels","data":[[{{good}}],[{{value}}]],"shape":[2,1],"datatype":"{{datatype}}"}]}""",
            "input 'pixels' at element 1", allowed, datatype);
    }

    [Theory]
    [InlineData("[2,3]", "[1,2,3,4,5]", "6 elements", "[2,3]", "given 5")]
    [InlineData("[2,3]", "[1,2,3,4,5,6,7,8]", "6 elements", "[2,3]", "given 8")]
    [InlineData("[2]", "[]", "2 elements", "[2]", "given 0")]
    [InlineData("[0]", "[1]", "0 elements", "[0]", "given 1")]
    [InlineData("[]", "[1,2]", "1 elements", "[]", "given 2")]
    public async Task Data_that_is_shorter_or_longer_than_the_shape(string shape, string data, params string[] parts)
    {
        await RefusedAsync(Input(shape, data), ["'x'", .. parts]);
    }

    [Theory]
    [InlineData("[2,2]", "[[1,2],[3]]", "arrays of 2 at depth 2", "one of 1 after 2 elements")]
    [InlineData("[2,2]", "[[1],[2,3,4]]", "arrays of 2 at depth 2", "one of 1 after 0 elements")]
    [InlineData("[2,2]", "[[1,2],[3,4,5]]", "arrays of 2 at depth 2", "one of 3 after 2 elements")]
    [InlineData("[2,2]", "[[1,2]]", "arrays of 2 at depth 1", "one of 1 after 0 elements")]
    [InlineData("[2,2]", "[[1,2],[3,4],[5,6]]", "arrays of 2 at depth 1", "one of 3 after 0 elements")]
    [InlineData("[2,1,1]", "[[[1]],[[1],[1]]]", "arrays of 1 at depth 2", "one of 2 after 1 elements")]
    [InlineData("[2,2]", "[[1,2],3,4]", "at element 2", "an array", "given 3")]
    [InlineData("[2,2]", "[1,2,[3,4]]", "at element 2", "a number", "given an array")]
    [InlineData("[2,2]", "[[[1,2]],[[3,4]]]", "at element 0", "a number", "given an array")]
    [InlineData("[2,1,1]", "[[1],[2]]", "at element 0", "an array", "given 1")]
    [InlineData("[1000000000,0]", "[[]]", "arrays of 1000000000 at depth 1", "one of 1")]
    public async Task Nested_data_of_another_form_than_the_shape(string shape, string data, params string[] parts)
    {
        await RefusedAsync(Input(shape, data), ["'x'", .. parts]);
    }

    [Theory]
    [InlineData("[-1]", "negative dimension -1")]
    [InlineData("[2,-3]", "negative dimension -3")]
    [InlineData("[4294967296,4294967296]", "more elements")]
    [InlineData("[9223372036854775808]", "given 9223372036854775808")]
    [InlineData("[1.5]", "given 1.5")]
    [InlineData("[null]", "given null")]
    [InlineData("3", "given 3")]
    [InlineData("\"3\"", "given the string \"3\"")]
    public async Task A_shape_that_is_none(string shape, string given)
    {
        await RefusedAsync(Input(shape, "[1]"), "shape of input 'x'", "expected", given);
    }

    [Fact]
    public async Task A_shape_of_too_many_dimensions()
    {
        await RefusedAsync(Input($"[{string.Join(',', Enumerable.Repeat(1, 65))}]", "[1]"), "shape of input 'x'", "at most 64 dimensions");
    }

    [Theory]
    [InlineData("FP64", "[1000000000000]", "[1,2]", "given 2")]
    [InlineData("BYTES", "[2147483647]", "[\"a\"]", "given 1")]
    [InlineData("UINT8", "[1000000,1000000]", "[[1,2],[3]]", "given 3")]
    public async Task A_hostile_shape_is_refused_before_memory_is_taken_for_it(string datatype, string shape, string data, string given)
    {
        await RefusedAsync(Input(shape, data, datatype), "input 'x'", shape, given);
    }

    private static string Input(string shape, string data, string datatype = "FP32") =>
        $$"""{"inputs":[{"name":"x","shape":{{shape}},"datatype":"{{datatype}}","data":{{data}}}]}""";
}
