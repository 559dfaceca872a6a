namespace Orleans.Inference.Text;

/// <inheritdoc cref="ITextClient"/>
internal sealed class TextClient(TextRouter router) : ITextClient
{
    public IAsyncEnumerable<TextUpdate> GenerateAsync(TextRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return router.StreamAsync(CallOf(request), request, cancellationToken);
    }

    public Task<TextUpdate> CompleteAsync(TextRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return router.RouteAsync(CallOf(request), async (attempt, token) =>
        {
            var answer = await attempt.Worker.CompleteAsync(request with { Model = attempt.Model.Name, Version = attempt.Model.Version }, attempt.Remaining, token).ConfigureAwait(false);
            router.Told(attempt.Destination, answer.Load);
            return answer;
        }, cancellationToken);
    }

    public Task<TextEmbeddings> EmbedAsync(TextEmbeddingRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        TextCall call = new(request.Model, request.Version, TextCapabilities.Embedding, request.Timeout, request.DispatchPolicy, request.AffinityKey);
        return router.RouteAsync(call, async (attempt, token) =>
        {
            var answer = await attempt.Worker.EmbedAsync(request with { Model = attempt.Model.Name, Version = attempt.Model.Version }, attempt.Remaining, token).ConfigureAwait(false);
            router.Told(attempt.Destination, answer.Load);
            return answer;
        }, cancellationToken);
    }

    public Task<int> CountTokensAsync(string model, string text, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentNullException.ThrowIfNull(text);
        return router.RouteAsync(new(model, null, TextCapabilities.None), (attempt, token) => attempt.Worker.CountTokensAsync(attempt.Model, text, token), cancellationToken);
    }

    public Task<TextModelDetails> GetTextModelAsync(string model, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        return router.RouteAsync(new(model, null, TextCapabilities.None), (attempt, token) => attempt.Worker.GetTextModelAsync(attempt.Model, token), cancellationToken);
    }

    private static TextCall CallOf(TextRequest request) =>
        new(request.Model, request.Version, TextCapabilities.Generation, request.Timeout, request.DispatchPolicy, request.AffinityKey);
}
