using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Orleans.Inference.Gateway.Tests;

/// <summary>Stands in for models that take texts: gives each text its length and its place, as long as was asked for, and remembers what it was asked.</summary>
internal sealed class FakeTextClient : ITextClient
{
    public const int Dimensions = 3;

    public ConcurrentQueue<TextEmbeddingRequest> Embeddings { get; } = [];

    public ConcurrentQueue<TextRequest> Texts { get; } = [];

    public Func<TextEmbeddingRequest, CancellationToken, Task<TextEmbeddings>> Embed { get; set; } = (request, _) => Task.FromResult(LengthsOf(request));

    public Func<TextRequest, CancellationToken, IAsyncEnumerable<TextUpdate>> Generate { get; set; } = (request, _) => throw new ModelNotFoundException(request.Model, null, []);

    public static TextEmbeddings LengthsOf(TextEmbeddingRequest request)
    {
        var dimensions = request.Dimensions ?? Dimensions;
        var lengths = request.Inputs.Select(input => input.Text?.Length ?? input.Tokens.Length).ToArray();
        return new()
        {
            Model = request.Model,
            Version = "1",
            Vectors = Tensor.Create(lengths.SelectMany((length, place) => new float[] { length, place, 0.1f }[..dimensions]).ToArray(), [lengths.Length, dimensions]),
            Tokens = lengths.Sum(),
        };
    }

    public Task<TextEmbeddings> EmbedAsync(TextEmbeddingRequest request, CancellationToken cancellationToken = default)
    {
        Embeddings.Enqueue(request);
        return Embed(request, cancellationToken);
    }

    public async IAsyncEnumerable<TextUpdate> GenerateAsync(TextRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Texts.Enqueue(request);
        await foreach (var update in Generate(request, cancellationToken).WithCancellation(cancellationToken)) yield return update;
    }

    public async Task<TextUpdate> CompleteAsync(TextRequest request, CancellationToken cancellationToken = default)
    {
        TextUpdate whole = new();
        await foreach (var update in GenerateAsync(request, cancellationToken)) whole = update with { Text = whole.Text + update.Text };
        return whole;
    }

    public Task<int> CountTokensAsync(string model, string text, CancellationToken cancellationToken = default) => Task.FromResult(text.Length);

    public Task<TextModelDetails> GetTextModelAsync(string model, CancellationToken cancellationToken = default) => Task.FromResult(new TextModelDetails { ContextLength = 16 });
}
