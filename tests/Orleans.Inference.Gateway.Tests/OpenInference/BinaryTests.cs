using System.Net;

namespace Orleans.Inference.Gateway.Tests;

/// <summary>The binary tensor data extension is not there yet, and says so.</summary>
public sealed class BinaryTests : GatewayTests
{
    private const string NotYet = "binary tensor data is not supported yet";
    private const string Inputs = """ "inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}] """;

    [Fact]
    public async Task The_header_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/echo/infer") { Content = new ByteArrayContent([1, 2, 3]) };
        request.Headers.Add("Inference-Header-Content-Length", "10");
        using var response = await Gateway.Http.SendAsync(request, Cancellation);
        await RefusedAsync(response, HttpStatusCode.BadRequest, "Inference-Header-Content-Length", NotYet);
    }

    [Fact]
    public async Task A_binary_input_is_refused()
    {
        await RefusedAsync(
            """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","parameters":{"binary_data_size":4}}]}""",
            "'x'", "binary_data_size", NotYet);
    }

    [Fact]
    public async Task A_wish_for_binary_outputs_is_refused()
    {
        await RefusedAsync($$"""{"parameters":{"binary_data_output":true},{{Inputs}}}""", "binary_data_output", NotYet);
        await InferAsync($$"""{"parameters":{"binary_data_output":false},{{Inputs}}}""");
    }

    [Fact]
    public async Task A_wish_for_one_binary_output_is_refused()
    {
        await RefusedAsync(
            $$$"""{ {{{Inputs}}},"outputs":[{"name":"x","parameters":{"binary_data":true}}]}""", "outputs[0]", "binary_data", NotYet);
    }

    [Fact]
    public async Task A_wish_that_is_no_boolean_is_refused()
    {
        await RefusedAsync($$"""{"parameters":{"binary_data_output":1},{{Inputs}}}""", "binary_data_output", "true or false", "given 1");
    }

    [Theory]
    [InlineData("FP16")]
    [InlineData("BF16")]
    public async Task Half_precision_inputs_are_refused_as_JSON(string datatype)
    {
        await RefusedAsync(
            $$"""{"inputs":[{"name":"x","shape":[1],"datatype":"{{datatype}}","data":[1]}]}""",
            "'x'", "FP32", datatype, "only as binary data", NotYet);
    }
}
