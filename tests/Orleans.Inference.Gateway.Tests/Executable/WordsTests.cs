using System.ClientModel;
using OpenAI;
using Orleans.Inference.ModelExporter.Samples;

namespace Orleans.Inference.Gateway.Tests.Executable;

/// <summary>A model that takes texts, served by the executable.</summary>
public sealed class WordsTests : IDisposable
{
    private readonly DirectoryInfo _repository = Directory.CreateTempSubdirectory("inference-words-");

    public void Dispose() => _repository.Delete(recursive: true);

    [Fact]
    public async Task Texts_become_vectors_of_length_one()
    {
        Words.Write(_repository.FullName);
        await using var silo = await SiloProcess.StartAsync(null, "--Inference:ModelRepository", _repository.FullName);
        OpenAIClient client = new(new ApiKeyCredential("none"), new() { Endpoint = new(silo.Http.BaseAddress!, "/v1") });

        var answer = await client.GetEmbeddingClient("words").GenerateEmbeddingsAsync(["The cat sat on the mat.", "dog"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(12, answer.Value.Usage.InputTokenCount);
        Assert.All(answer.Value, embedding => Assert.Equal(1, embedding.ToFloats().ToArray().Sum(x => x * x), 1e-5f));
        Assert.Equal(["words"], (await client.GetOpenAIModelClient().GetModelsAsync(TestContext.Current.CancellationToken)).Value.Select(model => model.Id));
    }
}
