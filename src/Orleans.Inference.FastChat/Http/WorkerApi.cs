using System.Collections.Immutable;
using Orleans.Inference.FastChat.Wire;

namespace Orleans.Inference.FastChat.Http;

/// <summary>The HTTP interface of one worker. Its continuations are on the thread pool, so that a grain is no bottleneck of what it relays.</summary>
internal sealed class WorkerApi(WorkerConnections connections, string url)
{
    private const int MaxSmallBytes = 1024 * 1024;
    private const int MaxVectorBytes = 256 * 1024 * 1024;
    private static readonly byte[] NoBody = "{}"u8.ToArray();

    public async Task<WorkerStatusAnswer> GetStatusAsync(CancellationToken cancellationToken) =>
        WorkerStatusAnswer.Read(await PostAsync("worker_get_status", NoBody, MaxSmallBytes, cancellationToken).ConfigureAwait(false));

    public async Task<GenerateChunk> GenerateAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        GenerateChunk.Read((await PostAsync("worker_generate", body, ChunkReader.MaxBytes, cancellationToken).ConfigureAwait(false)).Span);

    /// <summary>Begins a stream; given up by disposing of it.</summary>
    public async Task<GenerateStream> OpenStreamAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var response = await connections.PostAsync(UriOf("worker_generate_stream"), body, cancellationToken).ConfigureAwait(false);
        return new(response, await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
    }

    public async Task<EmbeddingsAnswer> EmbedAsync(string model, ImmutableArray<string> texts, CancellationToken cancellationToken) =>
        EmbeddingsAnswer.Read(await PostAsync("worker_get_embeddings", QuestionBody.Embeddings(model, texts), MaxVectorBytes, cancellationToken).ConfigureAwait(false));

    public async Task<int> CountTokensAsync(string model, string prompt, CancellationToken cancellationToken) =>
        SmallAnswers.ReadCount(await PostAsync("count_token", QuestionBody.Of(model, prompt), MaxSmallBytes, cancellationToken).ConfigureAwait(false), "count");

    public async Task<int> GetContextLengthAsync(string model, CancellationToken cancellationToken) =>
        SmallAnswers.ReadCount(await PostAsync("model_details", QuestionBody.Of(model), MaxSmallBytes, cancellationToken).ConfigureAwait(false), "context_length");

    /// <summary>The conversation, as JSON.</summary>
    public async Task<string> GetConversationAsync(string model, CancellationToken cancellationToken) =>
        SmallAnswers.ReadConversation(await PostAsync("worker_get_conv_template", QuestionBody.Of(model), MaxSmallBytes, cancellationToken).ConfigureAwait(false));

    private Uri UriOf(string path) => new($"{url}/{path}");

    private async Task<ReadOnlyMemory<byte>> PostAsync(string path, ReadOnlyMemory<byte> body, int maxBytes, CancellationToken cancellationToken)
    {
        using var response = await connections.PostAsync(UriOf(path), body, cancellationToken).ConfigureAwait(false);
        try
        {
            if (response.Content.Headers.ContentLength > maxBytes) throw TooLarge();
            using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var buffer = new byte[(int)(response.Content.Headers.ContentLength ?? 4096) + 1];
            var length = 0;
            while (await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                length += read;
                if (length > maxBytes) throw TooLarge();
                if (length == buffer.Length) Array.Resize(ref buffer, (int)Math.Min(2L * length, maxBytes + 1L));
            }

            return buffer.AsMemory(0, length);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && WorkerConnections.FailureOf(exception) is { } failure)
        {
            throw failure;
        }

        WorkerCallException TooLarge() => WorkerCallException.Malformed($"its answer to {path} is larger than {maxBytes} bytes");
    }
}
