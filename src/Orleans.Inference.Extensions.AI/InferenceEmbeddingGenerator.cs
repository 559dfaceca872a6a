using System.Collections.Immutable;
using Microsoft.Extensions.AI;

namespace Orleans.Inference;

/// <summary>
/// A model that turns texts into vectors, as a generator. The options' <see cref="EmbeddingGenerationOptions.ModelId"/> and
/// <see cref="EmbeddingGenerationOptions.Dimensions"/> go before its own; their <see cref="EmbeddingGenerationOptions.RawRepresentationFactory"/> may make a
/// <see cref="TextEmbeddingRequest"/>, whose timeout, priority and so on then hold.
/// </summary>
public sealed class InferenceEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private const string ProviderName = "orleans-inference";

    private readonly ITextClient _client;
    private readonly EmbeddingGeneratorMetadata _metadata;

    /// <summary>Makes one.</summary>
    /// <param name="client">Calls the model.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="dimensions">The length of the vectors; <see langword="null"/> (the default) for as long as the model makes them.</param>
    public InferenceEmbeddingGenerator(ITextClient client, string model, int? dimensions = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(model);
        if (dimensions is { } given) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(given, nameof(dimensions));
        _client = client;
        _metadata = new(ProviderName, providerUri: null, model, dimensions);
    }

    /// <inheritdoc/>
    /// <exception cref="InferenceException">As of <see cref="ITextClient.EmbedAsync"/>.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        ImmutableArray<EmbeddingInput> inputs = [.. values.Select(static value => new EmbeddingInput(value ?? throw new ArgumentException("A text is null.", nameof(values))))];
        if (inputs.IsEmpty) return [];
        var answer = await _client.EmbedAsync(RequestFor(inputs, options), cancellationToken).ConfigureAwait(false);
        var dimensions = (int)answer.Vectors.Shape[1];
        var vectors = answer.Vectors.ToArray<float>().AsMemory();
        var embeddings = inputs.Select((_, text) => new Embedding<float>(vectors.Slice(text * dimensions, dimensions)) { ModelId = answer.Model });
        return new(embeddings) { Usage = new() { InputTokenCount = answer.Tokens, TotalTokenCount = answer.Tokens } };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(_client) ? _client
            : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The client belongs to the application.
    }

    private TextEmbeddingRequest RequestFor(ImmutableArray<EmbeddingInput> inputs, EmbeddingGenerationOptions? options)
    {
        var given = options?.RawRepresentationFactory?.Invoke(this) as TextEmbeddingRequest;
        var model = options?.ModelId ?? given?.Model ?? _metadata.DefaultModelId!;
        var dimensions = options?.Dimensions ?? given?.Dimensions ?? _metadata.DefaultModelDimensions;
        return given is null
            ? new() { Model = model, Inputs = inputs, Dimensions = dimensions }
            : given with { Model = model, Inputs = inputs, Dimensions = dimensions };
    }
}
