namespace Orleans.Inference.Gateway.Tests;

/// <summary>What JSON has no numbers for.</summary>
public sealed class NonFiniteTests : GatewayTests
{
    private const string Strings = """["NaN","Infinity","-Infinity",1.5]""";

    [Theory]
    [InlineData("FP32")]
    [InlineData("FP64")]
    public async Task Strings_go_in_and_come_out(string datatype)
    {
        var answer = await InferAsync($$"""{"inputs":[{"name":"x","shape":[4],"datatype":"{{datatype}}","data":{{Strings}}}]}""");
        Assert.Equal(Strings, answer.GetProperty("outputs")[0].GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Half_precision_outputs_are_numbers_and_the_same_strings()
    {
        Client.AnswerWith(Tensor.Create([Half.NaN, Half.PositiveInfinity, Half.NegativeInfinity, (Half)1.5], [4]));
        Assert.Equal(Strings, await DataAsync("FP16"));
    }

    [Fact]
    public async Task Brain_float_outputs_are_numbers_and_the_same_strings()
    {
        float[] values = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1.5f];
        Client.AnswerWith(Tensor.Create(Array.ConvertAll(values, BFloat16.FromSingle), [4]));
        Assert.Equal(Strings, await DataAsync("BF16"));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_become_replacement_characters()
    {
        Client.AnswerWith(Tensor.CreateStrings([new byte[] { 0x61, 0xFF, 0x62 }], [1]));
        var data = (await InferAsync(GoodBody)).GetProperty("outputs")[0].GetProperty("data");
        Assert.Equal("a\uFFFDb", data[0].GetString());
    }

    private async Task<string> DataAsync(string datatype)
    {
        var output = (await InferAsync(GoodBody)).GetProperty("outputs")[0];
        Assert.Equal(datatype, output.GetProperty("datatype").GetString());
        return output.GetProperty("data").GetRawText();
    }
}
