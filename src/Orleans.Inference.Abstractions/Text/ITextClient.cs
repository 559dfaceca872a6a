namespace Orleans.Inference;

/// <summary>
/// Calls models with text. Injected wherever <see cref="IInferenceClient"/> is, and routed by the same route table, policies and failover.
/// </summary>
public interface ITextClient
{
    /// <summary>
    /// Generates a text piece by piece. When its worker is lost, another one goes on from what was delivered: the caller sees a pause, no error and nothing twice.
    /// Leaving the loop ends the work.
    /// </summary>
    /// <param name="request">The text or chat, and how to go on with it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">The request does not fit the model, or its context; says what was given and what was expected.</exception>
    /// <inheritdoc cref="IInferenceClient.InferAsync"/>
    IAsyncEnumerable<TextUpdate> GenerateAsync(TextRequest request, CancellationToken cancellationToken = default);

    /// <summary>Generates a text and gives it as a whole.</summary>
    /// <param name="request">The text or chat, and how to go on with it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <inheritdoc cref="GenerateAsync"/>
    Task<TextUpdate> CompleteAsync(TextRequest request, CancellationToken cancellationToken = default);

    /// <summary>Turns texts into vectors.</summary>
    /// <param name="request">The texts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <inheritdoc cref="GenerateAsync"/>
    Task<TextEmbeddings> EmbedAsync(TextEmbeddingRequest request, CancellationToken cancellationToken = default);

    /// <summary>How many tokens a text has.</summary>
    /// <param name="model">The model whose tokens they are.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <inheritdoc cref="GenerateAsync"/>
    Task<int> CountTokensAsync(string model, string text, CancellationToken cancellationToken = default);

    /// <summary>What is to be known of a model before a text is sent to it.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <inheritdoc cref="GenerateAsync"/>
    Task<TextModelDetails> GetTextModelAsync(string model, CancellationToken cancellationToken = default);
}
