using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Orleans.Inference.Gateway.Tests;

/// <summary>The binary tensor data extension, in both directions.</summary>
public sealed class BinaryTests : GatewayTests
{
    private const string AllBinary = """ "parameters":{"binary_data_output":true} """;
    private static readonly byte[] Singles = MemoryMarshal.AsBytes<float>([1, 2.5f, -3]).ToArray();

    [Theory]
    [InlineData("BOOL", 1, ElementType.Bool)]
    [InlineData("UINT8", 1, ElementType.UInt8)]
    [InlineData("UINT16", 2, ElementType.UInt16)]
    [InlineData("UINT32", 4, ElementType.UInt32)]
    [InlineData("UINT64", 8, ElementType.UInt64)]
    [InlineData("INT8", 1, ElementType.Int8)]
    [InlineData("INT16", 2, ElementType.Int16)]
    [InlineData("INT32", 4, ElementType.Int32)]
    [InlineData("INT64", 8, ElementType.Int64)]
    [InlineData("FP16", 2, ElementType.Float16)]
    [InlineData("BF16", 2, ElementType.BFloat16)]
    [InlineData("FP32", 4, ElementType.Float32)]
    [InlineData("FP64", 8, ElementType.Float64)]
    public async Task Every_datatype_goes_there_and_back(string datatype, int size, ElementType type)
    {
        var data = Enumerable.Range(0, 3 * size).Select(i => (byte)(datatype == "BOOL" ? i % 2 : i * 37)).ToArray();
        var (answer, given) = await CallAsync($$"""{ {{AllBinary}},"inputs":[{{Input("x", "[3]", datatype, data.Length)}}]}""", data);
        Assert.Equal(data, given);
        var tensor = Assert.Single(Client.Requests).Inputs[0].Tensor;
        Assert.Equal((type, 3L), (tensor.ElementType, tensor.Length));
        Assert.Equal(data, tensor.Bytes.ToArray());
        var output = answer.GetProperty("outputs")[0];
        Assert.Equal(datatype, output.GetProperty("datatype").GetString());
        Assert.Equal(data.Length, output.GetProperty("parameters").GetProperty("binary_data_size").GetInt32());
        Assert.False(output.TryGetProperty("data", out _));
    }

    [Fact]
    public async Task Any_bytes_are_a_text()
    {
        byte[][] texts = [[], [0xFF, 0xFE, 0], "grün"u8.ToArray()];
        var data = BinaryBody.Texts(texts);
        var (_, given) = await CallAsync($$"""{ {{AllBinary}},"inputs":[{{Input("x", "[3]", "BYTES", data.Length)}}]}""", data);
        Assert.Equal(data, given);
        Assert.Equal(texts, Client.Requests.Single().Inputs[0].Tensor.Utf8Strings.ToArray().Select(text => text.ToArray()));
    }

    [Fact]
    public async Task Inputs_and_outputs_may_be_mixed()
    {
        var json = $$"""
            {"inputs":[{{Input("a", "[1]", "FP32", 4)}},{"name":"b","shape":[2],"datatype":"INT64","data":[7,8]},{{Input("c", "[2]", "UINT8", 2)}}],
            "outputs":[{"name":"a"},{"name":"b","parameters":{"binary_data":true} },{"name":"c","parameters":{"binary_data":false} }]}
            """;
        var (answer, given) = await CallAsync(json, [.. Singles[..4], 9, 10]);
        Assert.Equal(MemoryMarshal.AsBytes<long>([7, 8]).ToArray(), given);
        var outputs = answer.GetProperty("outputs");
        Assert.Equal("[1]", outputs[0].GetProperty("data").GetRawText());
        Assert.Equal("[9,10]", outputs[2].GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task An_output_may_differ_from_the_request()
    {
        using var request = BinaryBody.Request($$"""{ {{AllBinary}},"inputs":[{{Input("x", "[3]", "FP32", 12)}}],"outputs":[{"name":"x","parameters":{"binary_data":false} }]}""", Singles);
        using var response = await Gateway.Http.SendAsync(request, Cancellation);
        var answer = await ReadAsync(response, HttpStatusCode.OK);
        Assert.Equal("[1,2.5,-3]", answer.GetProperty("outputs")[0].GetProperty("data").GetRawText());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_tensor_goes_there_and_back(bool chunked)
    {
        var data = new byte[3 * 1024 * 1024];
        Random.Shared.NextBytes(data);
        using var request = BinaryBody.Request($$"""{ {{AllBinary}},"inputs":[{{Input("x", $"[{data.Length}]", "UINT8", data.Length)}}]}""", data);
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await Gateway.Http.SendAsync(request, Cancellation);
        Assert.Equal(data, (await BinaryBody.ReadAsync(response)).Data);
    }

    [Fact]
    public async Task JSON_is_answered_in_binary_where_that_is_wished()
    {
        using var response = await PostAsync($$"""{ {{AllBinary}},"inputs":[{"name":"x","shape":[3],"datatype":"FP32","data":[1,2.5,-3]}]}""");
        Assert.Equal(Singles, (await BinaryBody.ReadAsync(response)).Data);
    }

    [Fact]
    public async Task Classes_are_answered_in_binary()
    {
        var json = $$"""{"inputs":[{{Input("x", "[3]", "FP32", 12)}}],"outputs":[{"name":"x","parameters":{"binary_data":true,"classification":1} }]}""";
        var (_, given) = await CallAsync(json, Singles);
        Assert.Equal(BinaryBody.Texts("2.500000:1"u8.ToArray()), given);
    }

    [Fact]
    public async Task A_body_may_be_the_only_input()
    {
        var (answer, given) = await CallAsync("", Singles, "0");
        Assert.Equal(Singles, given);
        var input = Client.Requests.Single().Inputs[0];
        Assert.Equal("x", input.Name);
        Assert.Equal([1, 3], input.Tensor.Shape.ToArray());
        Assert.Equal("x", answer.GetProperty("outputs")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_body_may_be_one_text()
    {
        Client.Models = [FakeInferenceClient.Metadata("echo", "1") with { Inputs = [new("x", ElementType.String, [new(-1, "batch"), new(1)])] }];
        var (_, given) = await CallAsync("", [0xFF, 1], "0");
        Assert.Equal(BinaryBody.Texts([0xFF, 1]), given);
    }

    [Theory]
    [InlineData("[3]", "FP32", 8, 8, "parameter 'binary_data_size' of input 'x': expected 12 bytes as the shape [3] of FP32 asks for, given 8")]
    [InlineData("[3]", "FP32", 13, 13, "expected 12 bytes")]
    [InlineData("[3]", "FP32", 12, 11, "binary data of input 'x': expected 12 bytes, given 11 until the end of the body")]
    [InlineData("[3]", "FP32", 12, 0, "expected 12 bytes, given 0")]
    [InlineData("[3]", "FP32", 12, 15, "request body: expected 12 bytes behind the JSON", "given 15")]
    [InlineData("[3]", "FP32", -1, 12, "parameter 'binary_data_size' of input 'x'", "given -1")]
    [InlineData("[9223372036854775807]", "FP64", 9223372036854775807, 12, "binary_data_size", "73786976294838206456 bytes")]
    [InlineData("[9223372036854775807]", "UINT8", 9223372036854775807, 12, "binary_data_size", "at most")]
    [InlineData("[4611686018427387904,4]", "FP32", 12, 12, "shape of input 'x'")]
    [InlineData("[-1]", "FP32", 12, 12, "shape of input 'x'", "negative")]
    [InlineData("[3]", "FLOAT", 12, 12, "datatype of input 'x'", "FP16", "'FLOAT'")]
    [InlineData("[2]", "BYTES", 7, 7, "expected at least 8 bytes")]
    [InlineData("[2]", "BYTES", 8, 8, "binary data of input 'x' at element 0: expected 33619968 bytes, given 4")]
    [InlineData("[0]", "BYTES", 1, 1, "binary data of input 'x': expected 0 elements", "1 bytes behind them")]
    [InlineData("[3]", "BOOL", 3, 3, "binary data of input 'x' at element 2: expected 0 or 1 (BOOL), given 2")]
    public async Task What_does_not_fit_is_refused(string shape, string datatype, long announced, int sent, params string[] parts)
    {
        byte[] data = [0, 0, 2, .. new byte[20]];
        if (datatype == "BYTES") data = [0, 0, 1, 2, .. new byte[20]];
        using var request = BinaryBody.Request($$"""{"inputs":[{{Input("x", shape, datatype, announced)}}]}""", data[..sent]);
        using var response = await Gateway.Http.SendAsync(request, Cancellation);
        await RefusedAsync(response, HttpStatusCode.BadRequest, parts);
    }

    [Theory]
    [InlineData(11, "given 11 until the end")]
    [InlineData(13, "given more")]
    public async Task A_chunked_body_of_another_length_is_refused(int sent, string part)
    {
        using var request = BinaryBody.Request($$"""{"inputs":[{{Input("x", "[3]", "FP32", 12)}}]}""", new byte[sent]);
        request.Headers.TransferEncodingChunked = true;
        using var response = await Gateway.Http.SendAsync(request, Cancellation);
        await RefusedAsync(response, HttpStatusCode.BadRequest, part);
    }

    [Fact]
    public async Task Data_in_both_forms_is_refused()
    {
        using var request = BinaryBody.Request("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1],"parameters":{"binary_data_size":4}}]}""", new byte[4]);
        using var response = await Gateway.Http.SendAsync(request, Cancellation);
        await RefusedAsync(response, HttpStatusCode.BadRequest, "input 'x': expected either the key 'data' or the parameter 'binary_data_size', given both");
    }

    [Fact]
    public async Task An_input_that_is_there_twice_is_refused()
    {
        var input = Input("x", "[1]", "UINT8", 1);
        using var request = BinaryBody.Request($$"""{"inputs":[{{input}},{{input}}]}""", new byte[2]);
        using var response = await Gateway.Http.SendAsync(request, Cancellation);
        await RefusedAsync(response, HttpStatusCode.BadRequest, "input 'x': expected each input once");
    }

    [Theory]
    [InlineData("1000", false, "header Inference-Header-Content-Length: expected at most the length of the body")]
    [InlineData("1000", true, "header Inference-Header-Content-Length: expected at most the length of the body")]
    [InlineData("-1", false, "given '-1'")]
    [InlineData("ten", false, "given 'ten'")]
    [InlineData("99999999999999999999", false, "given '9")]
    [InlineData("10", false, "expected JSON")]
    public async Task A_header_that_lies_is_refused(string header, bool chunked, string part)
    {
        using var request = BinaryBody.Request(GoodBody, [], header);
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await Gateway.Http.SendAsync(request, Cancellation);
        await RefusedAsync(response, HttpStatusCode.BadRequest, part);
    }

    [Fact]
    public async Task Without_the_header_there_is_no_binary_data()
    {
        await RefusedAsync($$"""{"inputs":[{{Input("x", "[1]", "FP32", 4)}}]}""", "binary data of input 'x': expected 4 bytes, given 0");
    }

    [Fact]
    public async Task More_than_the_limit_is_refused_before_it_is_there()
    {
        const long size = 65 * 1024 * 1024;
        using var request = BinaryBody.Request($$"""{"inputs":[{{Input("x", $"[{size}]", "UINT8", size)}}]}""", new byte[10]);
        request.Headers.TransferEncodingChunked = true;
        using var response = await Gateway.Http.SendAsync(request, Cancellation);
        await RefusedAsync(response, HttpStatusCode.RequestEntityTooLarge, "at most 67108864 bytes");
    }

    [Theory]
    [InlineData(11, 1, "expected 0 bytes as the shape [0,3] of FP32 asks for, given 11")]
    [InlineData(16, 1, "expected 12 bytes as the shape [1,3] of FP32 asks for, given 16")]
    [InlineData(24, 8, "expected 12 bytes as the shape [1,3] of FP32 asks for, given 24")]
    public async Task A_body_that_is_not_the_input_is_refused(int length, int batch, string part)
    {
        Client.Models = [FakeInferenceClient.Metadata("echo", "1") with { MaxBatchSize = batch }];
        using var request = BinaryBody.Request("", new byte[length], "0");
        using var response = await Gateway.Http.SendAsync(request, Cancellation);
        await RefusedAsync(response, HttpStatusCode.BadRequest, "binary data of input 'x'", part);
    }

    [Fact]
    public async Task A_body_is_not_two_inputs()
    {
        var model = FakeInferenceClient.Metadata("echo", "1");
        Client.Models = [model with { Inputs = [.. model.Inputs, .. model.Inputs] }];
        using var request = BinaryBody.Request("", Singles, "0");
        using var response = await Gateway.Http.SendAsync(request, Cancellation);
        await RefusedAsync(response, HttpStatusCode.BadRequest, BinaryBody.Header, "has 2 inputs");
    }

    [Theory]
    [InlineData("1", "binary_data_output", "true or false")]
    [InlineData("\"yes\"", "binary_data_output", "true or false")]
    public async Task A_wish_that_is_no_boolean_is_refused(string wish, params string[] parts)
    {
        await RefusedAsync($$"""{"parameters":{"binary_data_output":{{wish}}},"inputs":[]}""", parts);
    }

    [Theory]
    [InlineData("FP16")]
    [InlineData("BF16")]
    public async Task Half_precision_inputs_are_refused_as_JSON(string datatype)
    {
        await RefusedAsync(
            $$"""{"inputs":[{"name":"x","shape":[1],"datatype":"{{datatype}}","data":[1]}]}""",
            "'x'", "FP32", datatype, "only as binary data");
    }

    [Fact]
    public async Task Shared_memory_is_refused()
    {
        await RefusedAsync(
            """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","parameters":{"shared_memory_region":"r"}}]}""", "shared_memory_region", "'x'", "not supported");
    }

    private static string Input(string name, string shape, string datatype, long size) =>
        $$"""{"name":"{{name}}","shape":{{shape}},"datatype":"{{datatype}}","parameters":{"binary_data_size":{{size}} } }""";

    private async Task<(JsonElement Json, byte[] Data)> CallAsync(string json, byte[] data, string? header = null)
    {
        using var request = BinaryBody.Request(json, data, header);
        using var response = await Gateway.Http.SendAsync(request, Cancellation);
        return await BinaryBody.ReadAsync(response);
    }
}
