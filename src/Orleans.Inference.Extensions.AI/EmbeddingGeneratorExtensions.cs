using Microsoft.Extensions.AI;

namespace Orleans.Inference;

/// <summary>Gives models to those who know them as <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/>.</summary>
public static class EmbeddingGeneratorExtensions
{
    /// <summary>A model that turns texts into vectors, as a generator.</summary>
    /// <param name="client">Calls the model.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="dimensions">The length of the vectors; <see langword="null"/> (the default) for as long as the model makes them.</param>
    public static IEmbeddingGenerator<string, Embedding<float>> AsEmbeddingGenerator(this ITextClient client, string model, int? dimensions = null) =>
        new InferenceEmbeddingGenerator(client, model, dimensions);
}
