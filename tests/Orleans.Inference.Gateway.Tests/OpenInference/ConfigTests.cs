using System.Net;

namespace Orleans.Inference.Gateway.Tests;

public sealed class ConfigTests : GatewayTests
{
    [Fact]
    public async Task The_configuration_of_a_batched_model_leaves_out_the_batch()
    {
        Client.Models =
        [
            FakeInferenceClient.Metadata("cat", "3") with
            {
                MaxBatchSize = 8,
                ExecutionProviders = ["CUDAExecutionProvider", "CPUExecutionProvider"],
                Outputs = [new("y", ElementType.String, [new(-1), new(-1)])],
            },
        ];
        var expected = """
            {"name":"cat","platform":"onnxruntime_onnx","backend":"onnxruntime","version_policy":{"specific":{"versions":[3]}},"max_batch_size":8,
            "input":[{"name":"x","data_type":"TYPE_FP32","dims":[3]}],"output":[{"name":"y","data_type":"TYPE_STRING","dims":[-1]}],
            "instance_group":[{"name":"cat","kind":"KIND_GPU","count":1}],"dynamic_batching":{}}
            """.ReplaceLineEndings("");
        Assert.Equal(expected, (await GetAsync("/v2/models/cat/config")).GetRawText());
    }

    [Fact]
    public async Task The_configuration_of_another_model_has_its_whole_shape()
    {
        var config = await GetAsync("/v2/models/echo/versions/1/config");
        Assert.Equal(0, config.GetProperty("max_batch_size").GetInt32());
        Assert.Equal("[-1,3]", config.GetProperty("input")[0].GetProperty("dims").GetRawText());
        Assert.Equal("[1,2]", config.GetProperty("version_policy").GetProperty("specific").GetProperty("versions").GetRawText());
        Assert.False(config.TryGetProperty("dynamic_batching", out _));
    }

    [Theory]
    [InlineData("GET", "/v2/logging", "Log settings")]
    [InlineData("POST", "/v2/trace/setting", "Trace settings")]
    [InlineData("GET", "/v2/models/echo/trace/setting", "Trace settings")]
    [InlineData("GET", "/v2/systemsharedmemory/status", "Shared memory")]
    [InlineData("POST", "/v2/systemsharedmemory/region/a/register", "Shared memory")]
    [InlineData("POST", "/v2/cudasharedmemory/unregister", "Shared memory")]
    [InlineData("POST", "/v2/models/echo/generate", "infer endpoint")]
    [InlineData("POST", "/v2/models/echo/versions/1/generate_stream", "infer endpoint")]
    public async Task What_there_is_not_says_so(string method, string path, string part)
    {
        using var request = new HttpRequestMessage(new(method), path);
        using var response = await Gateway.Http.SendAsync(request, Cancellation);
        await RefusedAsync(response, HttpStatusCode.NotImplemented, part, "not supported");
    }
}
