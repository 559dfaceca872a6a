using System.Net;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Orleans.Inference.Gateway.Tests.Rpc.Protocol;
using Orleans.Inference.ModelExporter.Digits;

namespace Orleans.Inference.Gateway.Tests.Executable;

/// <summary>The real thing answers the same over JSON, binary data and gRPC, and counts it.</summary>
public sealed class ProtocolTests(ServingProcess process) : IClassFixture<ServingProcess>
{
    private readonly ScanSet _scans = ScanSet.Read(Path.Combine(AppContext.BaseDirectory, "data"), "digits-test");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private HttpClient Http => process.Silo.Http;

    [Fact]
    public async Task Scores_come_the_same_over_gRPC()
    {
        var expected = await Http.ReadDigitsAsync([_scans.Scan(0), _scans.Scan(1)]);
        using var channel = GrpcChannel.ForAddress(process.Silo.Grpc!);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await new Health.HealthClient(channel).CheckAsync(new(), cancellationToken: Cancel)).Status);

        GRPCInferenceService.GRPCInferenceServiceClient client = new(channel);
        float[] pixels = [.. _scans.Scan(0), .. _scans.Scan(1)];
        var answer = await client.ModelInferAsync(
            new()
            {
                ModelName = "digits",
                Inputs = { new ModelInferRequest.Types.InferInputTensor { Name = "image", Datatype = "FP32", Shape = { 2, 1, 28, 28 } } },
                RawInputContents = { ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(pixels)) },
            },
            cancellationToken: Cancel);
        var scores = MemoryMarshal.Cast<byte, float>(answer.RawOutputContents[0].Span).ToArray();
        Assert.Equal(expected, scores);
        Assert.True((await client.ModelReadyAsync(new() { Name = "digits" }, cancellationToken: Cancel)).Ready);
        Assert.NotEmpty((await client.RepositoryIndexAsync(new(), cancellationToken: Cancel)).Models);
    }

    [Fact]
    public async Task Scores_come_the_same_as_binary_data_by_curl()
    {
        var scan = _scans.Scan(2);
        var expected = await Http.ReadDigitsAsync([scan]);
        var folder = Directory.CreateTempSubdirectory("inference-curl-");
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "scan.bin"), MemoryMarshal.AsBytes<float>(scan).ToArray(), Cancel);
            var url = new Uri(Http.BaseAddress!, "/v2/models/digits/infer");
            var answer = await Readme.RunAsync(folder.FullName, $$$"""
                printf '{"inputs":[{"name":"image","shape":[1,1,28,28],"datatype":"FP32","parameters":{"binary_data_size":3136}}]}' > head.json
                cat head.json scan.bin | curl -sS -H "Inference-Header-Content-Length: $(wc -c < head.json)" --data-binary @- {{{url}}}
                """);
            using var json = JsonDocument.Parse(answer);
            Assert.Equal(expected, json.RootElement.GetProperty("outputs")[0].GetProperty("data").EnumerateArray().Select(score => score.GetSingle()));

            await Readme.RunAsync(folder.FullName, $"curl -sS -D head.txt -o answer.bin -H 'Inference-Header-Content-Length: 0' --data-binary @scan.bin {url}");
            var body = await File.ReadAllBytesAsync(Path.Combine(folder.FullName, "answer.bin"), Cancel);
            Assert.Contains("Inference-Header-Content-Length: ", await File.ReadAllTextAsync(Path.Combine(folder.FullName, "head.txt"), Cancel), StringComparison.Ordinal);
            Assert.Equal(expected, MemoryMarshal.Cast<byte, float>(body.AsSpan(body.Length - (4 * expected.Length))).ToArray());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task What_was_answered_is_counted()
    {
        await Http.ReadDigitsAsync([_scans.Scan(3), _scans.Scan(4)]);
        var statistics = (await Http.GetFromJsonAsync<JsonElement>("/v2/models/digits/stats", Cancel)).GetProperty("model_stats")[0];
        Assert.True(statistics.GetProperty("inference_count").GetInt64() >= 2);
        Assert.True(statistics.GetProperty("inference_stats").GetProperty("compute_infer").GetProperty("ns").GetInt64() > 0);
        Assert.NotEqual(0, statistics.GetProperty("batch_stats").GetArrayLength());
        using var config = await Http.GetAsync(new Uri("/v2/models/digits/config", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.OK, config.StatusCode);
    }
}
