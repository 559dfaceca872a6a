using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Orleans.Inference.Gateway.Tests;

/// <summary>Stands in for models that take text: says hello word by word unless told otherwise, and remembers what it was asked.</summary>
internal sealed class FakeTextClient : ITextClient
{
    public ConcurrentQueue<TextRequest> Requests { get; } = [];

    public ConcurrentQueue<TextEmbeddingRequest> EmbeddingRequests { get; } = [];

    public Func<TextRequest, CancellationToken, IAsyncEnumerable<TextUpdate>> Generate { get; set; } = (_, _) => Say("Hello", ",", " world");

    public Func<TextEmbeddingRequest, CancellationToken, Task<TextEmbeddings>> Embed { get; set; } =
        (request, _) => Task.FromException<TextEmbeddings>(new NoWorkerException(request.Model, "the test said nothing of vectors"));

    /// <summary>Pieces of a text, the last of which ends it; a prompt has three tokens, a piece has one.</summary>
    public static async IAsyncEnumerable<TextUpdate> Say(params string[] pieces)
    {
        for (var i = 0; i < pieces.Length; i++)
        {
            await Task.Yield();
            yield return new() { Text = pieces[i], FinishReason = i == pieces.Length - 1 ? "stop" : null, Usage = new(3, i + 1) };
        }
    }

    /// <summary>Pieces of a text, and then an error.</summary>
    public static async IAsyncEnumerable<TextUpdate> Fail(Exception exception, params string[] pieces)
    {
        foreach (var piece in pieces)
        {
            await Task.Yield();
            yield return new() { Text = piece };
        }

        throw exception;
    }

    /// <summary>A text that goes on until nobody listens.</summary>
    public static async IAsyncEnumerable<TextUpdate> Hang(
        TaskCompletionSource left, string[] pieces, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            foreach (var piece in pieces) yield return new() { Text = piece };
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            left.TrySetResult();
        }
    }

    public IAsyncEnumerable<TextUpdate> GenerateAsync(TextRequest request, CancellationToken cancellationToken = default)
    {
        Requests.Enqueue(request);
        return Generate(request, cancellationToken);
    }

    public async Task<TextUpdate> CompleteAsync(TextRequest request, CancellationToken cancellationToken = default)
    {
        Requests.Enqueue(request);
        var whole = new TextUpdate();
        await foreach (var update in Generate(request, cancellationToken)) whole = update with { Text = whole.Text + update.Text };
        return whole;
    }

    public Task<TextEmbeddings> EmbedAsync(TextEmbeddingRequest request, CancellationToken cancellationToken = default)
    {
        EmbeddingRequests.Enqueue(request);
        return Embed(request, cancellationToken);
    }

    public Task<int> CountTokensAsync(string model, string text, CancellationToken cancellationToken = default) => Task.FromResult(text.Split(' ').Length);

    public Task<TextModelDetails> GetTextModelAsync(string model, CancellationToken cancellationToken = default) =>
        Task.FromResult(new TextModelDetails { ContextLength = 2048 });
}
