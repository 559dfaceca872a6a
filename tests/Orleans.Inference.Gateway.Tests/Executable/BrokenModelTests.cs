using System.Net;
using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.Gateway.Tests.Executable;

/// <summary>A repository with broken models: each is reported with its reason, and the others are served.</summary>
public sealed class BrokenModelTests : IDisposable
{
    private readonly DirectoryInfo _repository = Directory.CreateTempSubdirectory("inference-models-");

    public void Dispose() => _repository.Delete(recursive: true);

    [Fact]
    public async Task Broken_models_are_reported_with_their_reason_and_the_others_are_served()
    {
        var good = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "test-models", "identity", "1", "model.onnx"));
        Write("good", good);
        Write("unreadable", "this is no model"u8.ToArray());
        Write("truncated", good[..(good.Length / 2)]);
        Write("unknown-operator", UnknownOperator());
        _repository.CreateSubdirectory("without-version");

        await using var silo = await SiloProcess.StartAsync(null, "--Inference:ModelRepository", _repository.FullName);
        foreach (var name in new[] { "unreadable", "truncated", "unknown-operator", "without-version" })
        {
            Assert.Contains(silo.Output, line => line.Contains(name, StringComparison.Ordinal));
            var (status, error) = await silo.Http.RefuseAsync(name, OpenInferenceCalls.Zeros("input", 1, 4));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            Assert.Contains("failed to load", error, StringComparison.Ordinal);
        }

        Assert.Contains("NoSuchOperator", (await silo.Http.RefuseAsync("unknown-operator", OpenInferenceCalls.Zeros("input", 1, 4))).Error, StringComparison.Ordinal);
        using var answer = await silo.Http.PostAsync(
            new Uri("/v2/models/good/infer", UriKind.Relative), new StringContent(OpenInferenceCalls.Zeros("input", 1, 4)), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private void Write(string name, byte[] model) => File.WriteAllBytes(Path.Combine(_repository.CreateSubdirectory($"{name}/1").FullName, "model.onnx"), model);

    private static byte[] UnknownOperator()
    {
        var graph = new OnnxGraph("unknown");
        graph.Input("input", OnnxType.Tensor(OnnxElementType.Float32, "batch", 4));
        graph.Output(graph.Node("NoSuchOperator", ["input"], "output"), OnnxType.Tensor(OnnxElementType.Float32, "batch", 4));
        return new OnnxModel(graph).ToBytes();
    }
}
