using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Inference;

/// <summary>
/// How a model takes texts: it then turns them into vectors, beside taking tensors as every model does. Declared in <c>model.json</c>.
/// </summary>
public sealed record TextConfiguration
{
    /// <summary>What makes tokens of texts.</summary>
    [JsonRequired]
    public required TokenizerConfiguration Tokenizer { get; init; }

    /// <summary>
    /// How many tokens a text may have, those that are put around it included. By default as many as the model's inputs are long, or 512 where that is variable.
    /// </summary>
    public int? MaxTokens { get; init; }

    /// <summary>Whether a longer text is cut; <see langword="false"/> by default: it is refused, so that nobody gets the vector of half a text unawares.</summary>
    public bool Truncate { get; init; }

    /// <summary>
    /// What makes one vector of those of the tokens. By default <see cref="TextPooling.Mean"/> for an output of rank 3, and <see cref="TextPooling.None"/> for one of rank 2.
    /// </summary>
    public TextPooling? Pooling { get; init; }

    /// <summary>Whether vectors are made unit vectors; <see langword="true"/> by default.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>The names of the model's inputs, where they are not the usual ones.</summary>
    public TextInputNames Inputs { get; init; } = new();

    /// <summary>
    /// The output that has the vectors. By default the only one of rank 2 or 3 with floating-point numbers, else the one called <c>sentence_embedding</c>, else
    /// <c>last_hidden_state</c>.
    /// </summary>
    public string? Output { get; init; }

    /// <exception cref="JsonException">A value is wrong.</exception>
    internal void Validate()
    {
        Tokenizer.Validate();
        if (MaxTokens < 1) throw new JsonException($"Text.MaxTokens is {MaxTokens}, it must be at least 1");
        Inputs.Validate();
        if (Output?.Length == 0) throw new JsonException("Text.Output is empty");
    }
}
