namespace Orleans.Inference;

/// <summary>The side of a worker that takes text: of those with a GPU or a processor of their own, and of external workers. Its key is that of <see cref="IWorkerGrain"/>.</summary>
[Alias("inference.ITextWorkerGrain")]
public interface ITextWorkerGrain : IGrainWithStringKey
{
    /// <summary>Generates a text piece by piece; the next piece is made when the last one was taken.</summary>
    /// <param name="request">The text or chat; its timeout is not looked at.</param>
    /// <param name="timeRemaining">How long the caller still waits.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [ResponseTimeout("01:05:00")]
    [Alias("Generate")]
    IAsyncEnumerable<TextUpdate> GenerateAsync(TextRequest request, TimeSpan timeRemaining, CancellationToken cancellationToken = default);

    /// <summary>Generates a text and gives it as a whole.</summary>
    /// <param name="request">The text or chat; its timeout is not looked at.</param>
    /// <param name="timeRemaining">How long the caller still waits.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [ResponseTimeout("01:05:00")]
    [Alias("Complete")]
    Task<TextUpdate> CompleteAsync(TextRequest request, TimeSpan timeRemaining, CancellationToken cancellationToken = default);

    /// <summary>Turns texts into vectors.</summary>
    /// <param name="request">The texts; its timeout is not looked at.</param>
    /// <param name="timeRemaining">How long the caller still waits.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [ResponseTimeout("01:05:00")]
    [Alias("Embed")]
    Task<TextEmbeddings> EmbedAsync(TextEmbeddingRequest request, TimeSpan timeRemaining, CancellationToken cancellationToken = default);

    /// <summary>How many tokens a text has.</summary>
    /// <param name="model">The model whose tokens they are.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("CountTokens")]
    Task<int> CountTokensAsync(ModelKey model, string text, CancellationToken cancellationToken = default);

    /// <summary>What is to be known of a model before a text is sent to it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("GetTextModel")]
    Task<TextModelDetails> GetTextModelAsync(ModelKey model, CancellationToken cancellationToken = default);
}
