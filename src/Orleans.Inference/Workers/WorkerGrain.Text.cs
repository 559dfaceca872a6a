using System.Runtime.CompilerServices;
using Orleans.Inference.Models;

namespace Orleans.Inference.Workers;

/// <summary>Tokens are made on threads of the thread pool: a long text must not hold up what else the grain is asked.</summary>
internal sealed partial class WorkerGrain : ITextWorkerGrain
{
    public async IAsyncEnumerable<TextUpdate> GenerateAsync(TextRequest request, TimeSpan timeRemaining, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await CompleteAsync(request, timeRemaining, cancellationToken);
    }

    public Task<TextUpdate> CompleteAsync(TextRequest request, TimeSpan timeRemaining, CancellationToken cancellationToken) =>
        Task.FromException<TextUpdate>(new InvalidInputException("model", "one that generates text", $"'{request.Model}': models of this server's own devices do not generate text yet, those of external workers do"));

    public Task<TextEmbeddings> EmbedAsync(TextEmbeddingRequest request, TimeSpan timeRemaining, CancellationToken cancellationToken)
    {
        var (model, text) = FindText(request.Model, request.Version);
        var runs = new TextRuns(_device, model, request, timeRemaining, timeProvider);
        return Task.Run(() => text.EmbedAsync(request, runs, cancellationToken), cancellationToken);
    }

    public Task<int> CountTokensAsync(ModelKey model, string text, CancellationToken cancellationToken)
    {
        var found = FindText(model.Name, model.Version).Text;
        return Task.Run(() => found.CountTokens(text), cancellationToken);
    }

    public Task<TextModelDetails> GetTextModelAsync(ModelKey model, CancellationToken cancellationToken) =>
        Task.FromResult(FindText(model.Name, model.Version).Text.Details);

    private (ServedModel Model, ITextModel Text) FindText(string model, string? version)
    {
        var served = _device.FindServed(model, version);
        return served.Text is { } text
            ? (served, text)
            : throw new InvalidInputException("model", "one that takes text", $"'{model}', which takes tensors alone: its model.json names no tokenizer");
    }
}
