namespace Orleans.Inference;

/// <summary>The side of a loaded model that takes text. Called on threads of the thread pool, several at once.</summary>
public interface ITextModel
{
    /// <summary>What it can do.</summary>
    TextCapabilities Capabilities { get; }

    /// <summary>What callers are told of it.</summary>
    TextModelDetails Details { get; }

    /// <summary>How calls with texts of different lengths may become one batch, where <c>model.json</c> says nothing of it; <see langword="null"/> where they may not.</summary>
    PaddingConfiguration? Padding { get; }

    /// <summary>How many tokens a text has, those that are put around it included.</summary>
    /// <param name="text">The text.</param>
    int CountTokens(string text);

    /// <summary>Turns texts into vectors.</summary>
    /// <param name="request">The texts.</param>
    /// <param name="runs">Runs the model.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidInputException">A text does not fit the model.</exception>
    Task<TextEmbeddings> EmbedAsync(TextEmbeddingRequest request, ITextRuns runs, CancellationToken cancellationToken);
}
