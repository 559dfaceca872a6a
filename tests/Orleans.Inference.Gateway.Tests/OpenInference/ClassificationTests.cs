using System.Collections.Immutable;
using System.Net;

namespace Orleans.Inference.Gateway.Tests;

public sealed class ClassificationTests : GatewayTests
{
    [Fact]
    public async Task The_best_classes_of_each_row_come_first()
    {
        Client.AnswerWith(Tensor.Create([0.1f, 0.6f, 0.3f, 0.998123f, 0f, -1e-7f], [2, 3]));
        await AnswersAsync(2, "[2,2]", "0.600000:1", "0.300000:2", "0.998123:0", "0.000000:1");
    }

    [Fact]
    public async Task Classes_have_the_labels_of_the_version_that_answered()
    {
        Client.Lookup = (model, version) => FakeInferenceClient.Metadata(model, version!) with
        {
            Labels = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("y", version is "2" ? ["zero", "one"] : ["wrong"]),
        };
        Client.AnswerWith(Tensor.Create([1f, 2f, 3f], [1, 3]));
        await AnswersAsync(3, "[1,3]", "3.000000:2", "2.000000:1:one", "1.000000:0:zero");
    }

    [Fact]
    public async Task More_classes_than_there_are_give_all()
    {
        Client.AnswerWith(Tensor.Create([1f, 2f], [1, 2]));
        await AnswersAsync(1000, "[1,2]", "2.000000:1", "1.000000:0");
    }

    [Fact]
    public async Task Of_equal_scores_the_first_is_best_and_NaN_is_last()
    {
        Client.AnswerWith(Tensor.Create([float.NaN, 2f, 7f, 2f, 7f], [1, 5]));
        await AnswersAsync(5, "[1,5]", "7.000000:2", "7.000000:4", "2.000000:1", "2.000000:3", "NaN:0");
    }

    [Theory]
    [InlineData(new long[] { 4 }, "[2]")]
    [InlineData(new long[] { 1, 4 }, "[1,2]")]
    [InlineData(new long[] { 1, 4, 1, 1 }, "[1,2]")]
    [InlineData(new long[] { 1, 2, 2 }, "[1,2]")]
    public async Task All_dimensions_but_the_batch_are_classes(long[] shape, string expected)
    {
        Client.AnswerWith(Tensor.Create([1d, 4d, 3d, 2d], shape));
        await AnswersAsync(2, expected, "4.000000:1", "3.000000:2");
    }

    [Fact]
    public async Task An_empty_batch_has_no_classes()
    {
        Client.AnswerWith(Tensor.Create(Array.Empty<float>(), [0, 4]));
        await AnswersAsync(2, "[0,0]");
    }

    [Theory]
    [InlineData(ElementType.UInt8)]
    [InlineData(ElementType.UInt16)]
    [InlineData(ElementType.UInt32)]
    [InlineData(ElementType.UInt64)]
    [InlineData(ElementType.Int8)]
    [InlineData(ElementType.Int16)]
    [InlineData(ElementType.Int32)]
    [InlineData(ElementType.Int64)]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float64)]
    public async Task Every_type_of_numbers_can_be_classified(ElementType type)
    {
        Client.AnswerWith(Two(type));
        var score = type is ElementType.Float16 or ElementType.BFloat16 or ElementType.Float32 or ElementType.Float64 ? "2.000000" : "2";
        await AnswersAsync(1, "[1,1]", $"{score}:1");
    }

    [Fact]
    public async Task Texts_cannot_be_classified()
    {
        Client.AnswerWith(Tensor.Create(["a"], [1, 1]));
        using var response = await PostAsync(Body("1"));
        Client.Infer = (request, _) => Task.FromResult(FakeInferenceClient.Echo(request));
        await RefusedAsync(response, HttpStatusCode.BadRequest, "classification", "'y'", "an output of numbers", "BYTES");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("\"3\"")]
    [InlineData("2147483648")]
    public async Task A_count_that_is_none_is_refused(string classes)
    {
        await RefusedAsync(Body(classes), "parameter 'classification' of outputs[0]", "an integer from 0", classes);
    }

    [Fact]
    public async Task Other_outputs_stay_as_they_are()
    {
        Client.Infer = (request, _) => Task.FromResult(FakeInferenceClient.Answer(
            request, new("raw", Tensor.Create([1, 2], [1, 2])), new("y", Tensor.Create([1, 2], [1, 2]))));
        var outputs = (await InferAsync(Body("1"))).GetProperty("outputs");
        Assert.Equal("""{"name":"raw","datatype":"INT32","shape":[1,2],"data":[1,2]}""", outputs[0].GetRawText());
        Assert.Equal("""{"name":"y","datatype":"BYTES","shape":[1,1],"data":["2:1"]}""", outputs[1].GetRawText());
    }

    private static string Body(string classes) => $$$"""
        {"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}],
        "outputs":[{"name":"y","parameters":{"classification":{{{classes}}}}}]}
        """;

    private static Tensor Two(ElementType type)
    {
        var bytes = new byte[2 * type.SizeInBytes()];
        ReadOnlySpan<byte> two = type switch
        {
            ElementType.Float16 => BitConverter.GetBytes((Half)2),
            ElementType.BFloat16 => BitConverter.GetBytes(BFloat16.FromSingle(2).Bits),
            ElementType.Float32 => BitConverter.GetBytes(2f),
            ElementType.Float64 => BitConverter.GetBytes(2d),
            _ => [2],
        };
        two.CopyTo(bytes.AsSpan(type.SizeInBytes()));
        return Tensor.FromBytes(type, bytes, [1, 2]);
    }

    private async Task AnswersAsync(int classes, string shape, params string[] expected)
    {
        var output = (await InferAsync(Body($"{classes}"))).GetProperty("outputs")[0];
        Assert.Equal("BYTES", output.GetProperty("datatype").GetString());
        Assert.Equal(shape, output.GetProperty("shape").GetRawText());
        Assert.Equal(expected, output.GetProperty("data").EnumerateArray().Select(text => text.GetString()!));
    }
}
