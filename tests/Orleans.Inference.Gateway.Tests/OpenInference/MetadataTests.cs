using System.Collections.Immutable;
using System.Net;

namespace Orleans.Inference.Gateway.Tests;

public sealed class MetadataTests : GatewayTests
{
    [Fact]
    public async Task Server_metadata_names_only_what_works()
    {
        var server = await GetAsync("/v2");
        Assert.Equal("orleans-inference", server.GetProperty("name").GetString());
        Assert.Matches(@"^\d+\.\d+\.\d+", server.GetProperty("version").GetString());
        Assert.Equal("""["classification","binary_tensor_data","parameters","model_repository","model_configuration","schedule_policy","statistics"]""", server.GetProperty("extensions").GetRawText());
    }

    [Fact]
    public async Task Models_are_listed_by_name_once()
    {
        Assert.Equal("""{"models":["echo","other"]}""", (await GetAsync("/v2/models")).GetRawText());
    }

    [Fact]
    public async Task Model_metadata_has_the_protocols_fields()
    {
        var expected = """
            {"name":"echo","versions":["1","2"],"platform":"onnxruntime_onnx",
            "inputs":[{"name":"x","datatype":"FP32","shape":[-1,3]}],"outputs":[{"name":"x","datatype":"FP32","shape":[-1,3]}],
            "parameters":{"max_batch_size":1}}
            """.ReplaceLineEndings("");
        Assert.Equal(expected, (await GetAsync("/v2/models/echo")).GetRawText());
        Assert.Equal(expected, (await GetAsync("/v2/models/echo/versions/1")).GetRawText());
    }

    [Fact]
    public async Task Model_metadata_tells_labels_and_execution_providers()
    {
        Client.Models =
        [
            FakeInferenceClient.Metadata("cat", "1") with
            {
                MaxBatchSize = 8,
                ExecutionProviders = ["CUDAExecutionProvider", "CPUExecutionProvider"],
                Labels = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("x", ["tom", "kit"]),
            },
        ];
        Assert.Equal(
            """{"max_batch_size":8,"execution_providers":["CUDAExecutionProvider","CPUExecutionProvider"],"labels":{"x":["tom","kit"]}}""",
            (await GetAsync("/v2/models/cat")).GetProperty("parameters").GetRawText());
    }

    [Theory]
    [InlineData(ElementType.Bool, "BOOL")]
    [InlineData(ElementType.UInt8, "UINT8")]
    [InlineData(ElementType.UInt16, "UINT16")]
    [InlineData(ElementType.UInt32, "UINT32")]
    [InlineData(ElementType.UInt64, "UINT64")]
    [InlineData(ElementType.Int8, "INT8")]
    [InlineData(ElementType.Int16, "INT16")]
    [InlineData(ElementType.Int32, "INT32")]
    [InlineData(ElementType.Int64, "INT64")]
    [InlineData(ElementType.Float16, "FP16")]
    [InlineData(ElementType.BFloat16, "BF16")]
    [InlineData(ElementType.Float32, "FP32")]
    [InlineData(ElementType.Float64, "FP64")]
    [InlineData(ElementType.String, "BYTES")]
    public async Task Every_element_type_has_its_name(ElementType type, string name)
    {
        Client.Models = [FakeInferenceClient.Metadata("m", "1") with { Inputs = [new("x", type, [])] }];
        var input = (await GetAsync("/v2/models/m")).GetProperty("inputs")[0];
        Assert.Equal(name, input.GetProperty("datatype").GetString());
        Assert.Equal(0, input.GetProperty("shape").GetArrayLength());
    }

    [Theory]
    [InlineData("/v2/models/echo/ready")]
    [InlineData("/v2/models/echo/versions/1/ready")]
    public async Task A_model_that_is_served_is_ready(string path)
    {
        Assert.Equal("""{"name":"echo","ready":true}""", (await GetAsync(path)).GetRawText());
    }

    [Fact]
    public async Task A_model_that_its_first_request_loads_is_ready_and_is_not_loaded_by_the_probe()
    {
        Client.OnDemand = ["echo"];
        Client.Lookup = (_, _) => throw new InvalidOperationException("It was loaded.");
        Assert.Equal("""{"name":"echo","ready":true}""", (await GetAsync("/v2/models/echo/ready")).GetRawText());
    }

    [Fact]
    public async Task A_model_without_worker_is_not_ready()
    {
        Client.Lookup = (model, _) => throw new NoWorkerException(model, "it is loading");
        var answer = await GetAsync("/v2/models/echo/ready", HttpStatusCode.ServiceUnavailable);
        Assert.Equal(
            """{"name":"echo","ready":false,"error":"No worker serves the model 'echo' now: it is loading."}""",
            answer.GetRawText());
    }

    [Theory]
    [InlineData("/v2/models/nope", "nope")]
    [InlineData("/v2/models/nope/ready", "nope")]
    [InlineData("/v2/models/echo/versions/7", "7")]
    [InlineData("/v2/models/echo/versions/7/ready", "7")]
    public async Task An_unknown_model_answers_404_and_what_there_is(string path, string asked)
    {
        using var response = await Gateway.Http.GetAsync(path, Cancellation);
        await RefusedAsync(response, HttpStatusCode.NotFound, asked, "echo");
    }
}
