using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Embeddings;

namespace Orleans.Inference.Gateway.Tests.OpenAI;

/// <summary>The client that OpenAI makes for .NET, and Microsoft.Extensions.AI over it.</summary>
public sealed class EmbeddingSdkTests : OpenAITests
{
    [Fact]
    public async Task The_sdk_gets_vectors()
    {
        var answer = await Embeddings().GenerateEmbeddingsAsync(["ab", "c"], new() { Dimensions = 2 }, Cancellation);

        Assert.Equal([[2, 0], [1, 1]], answer.Value.Select(embedding => embedding.ToFloats().ToArray()));
        Assert.Equal((3, 3, "words"), (answer.Value.Usage.InputTokenCount, answer.Value.Usage.TotalTokenCount, answer.Value.Model));
        Assert.NotNull(answer.GetRawResponse().Headers.TryGetValue("x-request-id", out var id) ? id : null);
    }

    [Fact]
    public async Task The_sdk_sends_tokens()
    {
        await Embeddings().GenerateEmbeddingsAsync([new[] { 1, 2 }, new[] { 3 }], cancellationToken: Cancellation);

        Assert.Equal(["1,2", "3"], Text.Embeddings.Single().Inputs.Select(input => string.Join(',', input.Tokens)));
    }

    [Fact]
    public async Task The_sdk_lists_models()
    {
        var models = await Sdk().GetOpenAIModelClient().GetModelsAsync(Cancellation);

        Assert.Equal(["words"], models.Value.Select(model => model.Id));
    }

    [Fact]
    public async Task The_sdk_understands_an_error()
    {
        Text.Embed = (request, _) => throw new ModelNotFoundException(request.Model, null, ["words"]);

        var error = await Assert.ThrowsAsync<ClientResultException>(() => Embeddings().GenerateEmbeddingAsync("a", cancellationToken: Cancellation));

        Assert.Equal(404, error.Status);
        Assert.Contains("model_not_found", error.Message, StringComparison.Ordinal);
        Assert.Contains("There are: words", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sdk_comes_back_when_a_full_queue_says_so()
    {
        Text.Embed = (_, _) =>
        {
            Text.Embed = (request, _) => Task.FromResult(FakeTextClient.LengthsOf(request));
            throw new QueueFullException("words", 8, TimeSpan.FromMilliseconds(20));
        };

        var answer = await Embeddings().GenerateEmbeddingAsync("ab", cancellationToken: Cancellation);

        Assert.Equal(2, answer.Value.ToFloats().Span[0]);
        Assert.Equal(2, Text.Embeddings.Count);
    }

    [Fact]
    public async Task A_generator_of_the_extensions_gets_vectors()
    {
        using var generator = Embeddings().AsIEmbeddingGenerator(defaultModelDimensions: 2);

        var answer = await generator.GenerateAsync(["ab", "c"], cancellationToken: Cancellation);

        Assert.Equal([[2, 0], [1, 1]], answer.Select(embedding => embedding.Vector.ToArray()));
        Assert.Equal(3, answer.Usage!.InputTokenCount);
    }

    private EmbeddingClient Embeddings() => Sdk().GetEmbeddingClient("words");

    private OpenAIClient Sdk() => new(new ApiKeyCredential("none"), new() { Endpoint = new(Gateway.Http.BaseAddress!, "/v1"), RetryPolicy = new ClientRetryPolicy(2) });
}
