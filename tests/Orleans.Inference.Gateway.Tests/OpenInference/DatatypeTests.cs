namespace Orleans.Inference.Gateway.Tests;

public sealed class DatatypeTests : GatewayTests
{
    public static TheoryData<string, string, ElementType> Values => new()
    {
        { "BOOL", "true,false,true,true", ElementType.Bool },
        { "UINT8", "0,1,254,255", ElementType.UInt8 },
        { "UINT16", "0,1,2,65535", ElementType.UInt16 },
        { "UINT32", "0,1,2,4294967295", ElementType.UInt32 },
        { "UINT64", "0,1,2,18446744073709551615", ElementType.UInt64 },
        { "INT8", "-128,-1,0,127", ElementType.Int8 },
        { "INT16", "-32768,-1,0,32767", ElementType.Int16 },
        { "INT32", "-2147483648,-1,0,2147483647", ElementType.Int32 },
        { "INT64", "-9223372036854775808,-1,0,9223372036854775807", ElementType.Int64 },
        { "FP32", "0.1,-0,3.4028235E+38,1E-45", ElementType.Float32 },
        { "FP64", "0.1,-2.5,1.7976931348623157E+308,5E-324", ElementType.Float64 },
        { "BYTES", "\"\",\"a\",\"grün \\\\ \\\"\",\"日本\\n\"", ElementType.String },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_flat_tensor_comes_back_as_it_was_sent(string datatype, string values, ElementType type)
    {
        await RoundTripAsync($$"""{"name":"x","shape":[2,2],"datatype":"{{datatype}}","data":[{{values}}]}""", datatype, values, type);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_nested_tensor_comes_back_flat(string datatype, string values, ElementType type)
    {
        var v = values.Split(',');
        await RoundTripAsync(
            $$"""{"name":"x","shape":[2,2],"datatype":"{{datatype}}","data":[[{{v[0]}},{{v[1]}}],[{{v[2]}},{{v[3]}}]]}""",
            datatype, values, type);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task The_order_of_keys_does_not_matter(string datatype, string values, ElementType type)
    {
        await RoundTripAsync($$"""{"data":[{{values}}],"datatype":"{{datatype}}","shape":[2,2],"name":"x"}""", datatype, values, type);
        await RoundTripAsync($$"""{"name":"x","datatype":"{{datatype}}","data":[{{values}}],"shape":[2,2]}""", datatype, values, type);
    }

    [Theory]
    [InlineData("[]", "[5]", "5")]
    [InlineData("[0]", "[]", "")]
    [InlineData("[2,0]", "[[],[]]", "")]
    [InlineData("[2,0]", "[]", "")]
    [InlineData("[1,1,1]", "[[[5]]]", "5")]
    [InlineData("[2,1,2]", "[[[1,2]],[[3,4]]]", "1,2,3,4")]
    public async Task Shapes_of_any_rank_are_taken(string shape, string data, string values)
    {
        var answer = await InferAsync($$"""{"inputs":[{"name":"x","shape":{{shape}},"datatype":"INT32","data":{{data}}}]}""");
        var output = answer.GetProperty("outputs")[0];
        Assert.Equal(shape, output.GetProperty("shape").GetRawText());
        Assert.Equal($"[{values}]", output.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Booleans_may_be_0_and_1()
    {
        var answer = await InferAsync("""{"inputs":[{"name":"x","shape":[2],"datatype":"BOOL","data":[0,1]}]}""");
        Assert.Equal("[false,true]", answer.GetProperty("outputs")[0].GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Escapes_are_resolved()
    {
        await InferAsync("""{"inputs":[{"name":"x","shape":[1],"datatype":"BYTES","data":["\u00fc\ud83d\ude00\t"]}]}""");
        Assert.Equal(["ü😀\t"], Client.Requests.Single().Inputs[0].Tensor.ToArray<string>());
    }

    [Fact]
    public async Task A_tensor_of_many_pieces_comes_back_whole()
    {
        var values = string.Join(',', Enumerable.Range(0, 1_000_000));
        var answer = await InferAsync($$"""{"inputs":[{"name":"x","shape":[1000,1000],"datatype":"INT32","data":[{{values}}]}]}""");
        Assert.Equal($"[{values}]", answer.GetProperty("outputs")[0].GetProperty("data").GetRawText());
    }

    private async Task RoundTripAsync(string input, string datatype, string values, ElementType type)
    {
        var answer = await InferAsync($$"""{"id":"7","inputs":[{{input}}]}""");
        Assert.Equal("7", answer.GetProperty("id").GetString());
        var output = answer.GetProperty("outputs")[0];
        Assert.Equal("x", output.GetProperty("name").GetString());
        Assert.Equal(datatype, output.GetProperty("datatype").GetString());
        Assert.Equal("[2,2]", output.GetProperty("shape").GetRawText());
        Assert.Equal($"[{values}]", output.GetProperty("data").GetRawText());
        var tensor = Client.Requests.Last().Inputs[0].Tensor;
        Assert.Equal(type, tensor.ElementType);
        Assert.Equal([2, 2], tensor.Shape);
    }
}
