using Microsoft.Extensions.AI;

namespace Orleans.Inference.Tests.Text;

public sealed class EmbeddingGeneratorTests
{
    private readonly EchoTextClient _client = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Texts_become_embeddings_in_their_order()
    {
        using var generator = _client.AsEmbeddingGenerator("words", dimensions: 2);

        var embeddings = await generator.GenerateAsync(["a", "bcd"], cancellationToken: Cancel);

        Assert.Equal([[0, 1], [1, 3]], embeddings.Select(embedding => embedding.Vector.ToArray()));
        Assert.All(embeddings, embedding => Assert.Equal("words", embedding.ModelId));
        Assert.Equal((4, 4), (embeddings.Usage!.InputTokenCount, embeddings.Usage.TotalTokenCount));
        Assert.Equal(("words", 2), (_client.Request!.Model, _client.Request.Dimensions));
        var vector = await generator.GenerateVectorAsync("bcd", cancellationToken: Cancel);
        Assert.Equal([0f, 3f], vector.ToArray());
    }

    [Fact]
    public async Task Options_go_before_what_the_generator_says()
    {
        using var generator = _client.AsEmbeddingGenerator("words", dimensions: 2);

        await generator.GenerateAsync(
            ["a"],
            new() { ModelId = "other", Dimensions = 3, RawRepresentationFactory = _ => new TextEmbeddingRequest { Model = "?", Inputs = [], Priority = InferencePriority.Bulk } },
            Cancel);

        Assert.Equal(("other", 3, InferencePriority.Bulk, 1), (_client.Request!.Model, _client.Request.Dimensions, _client.Request.Priority, _client.Request.Inputs.Length));
    }

    [Fact]
    public async Task No_texts_are_no_call()
    {
        using var generator = _client.AsEmbeddingGenerator("words");

        Assert.Empty(await generator.GenerateAsync([], cancellationToken: Cancel));
        Assert.Null(_client.Request);
    }

    [Fact]
    public async Task A_caller_can_give_up()
    {
        using var generator = _client.AsEmbeddingGenerator("words");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.GenerateAsync(["a"], cancellationToken: new(canceled: true)));
    }

    [Fact]
    public void It_says_what_it_is()
    {
        using var generator = _client.AsEmbeddingGenerator("words", dimensions: 2);

        var metadata = generator.GetService<EmbeddingGeneratorMetadata>()!;
        Assert.Equal(("orleans-inference", "words", 2), (metadata.ProviderName, metadata.DefaultModelId, metadata.DefaultModelDimensions));
        Assert.Same(_client, generator.GetService<ITextClient>());
        Assert.Same(generator, generator.GetService<InferenceEmbeddingGenerator>());
        Assert.Null(generator.GetService(typeof(ITextClient), "key"));
    }

    /// <summary>Answers each text with its place and its length.</summary>
    private sealed class EchoTextClient : ITextClient
    {
        public TextEmbeddingRequest? Request { get; private set; }

        public Task<TextEmbeddings> EmbedAsync(TextEmbeddingRequest request, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Request = request;
            return Task.FromResult(new TextEmbeddings
            {
                Model = request.Model,
                Version = "1",
                Vectors = Tensor.Create(request.Inputs.SelectMany((input, place) => new float[] { place, input.Text!.Length }).ToArray(), [request.Inputs.Length, 2]),
                Tokens = request.Inputs.Sum(input => input.Text!.Length),
            });
        }

        public IAsyncEnumerable<TextUpdate> GenerateAsync(TextRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<TextUpdate> CompleteAsync(TextRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<int> CountTokensAsync(string model, string text, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<TextModelDetails> GetTextModelAsync(string model, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
