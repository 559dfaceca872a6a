using System.Text.Json;

namespace Orleans.Inference;

/// <summary>The names of the inputs of a model that takes texts; each is an Int64 or Int32 of shape [texts, tokens].</summary>
public sealed record TextInputNames
{
    /// <summary>The tokens; <c>input_ids</c> by default.</summary>
    public string Tokens { get; init; } = "input_ids";

    /// <summary>1 for a token and 0 for what fills a shorter text up; <c>attention_mask</c> by default. A model without it is run with texts of one length at a time.</summary>
    public string Mask { get; init; } = "attention_mask";

    /// <summary>Which part of a text a token belongs to, which is always 0; <c>token_type_ids</c> by default. Many models do without.</summary>
    public string Types { get; init; } = "token_type_ids";

    /// <exception cref="JsonException">A name is empty.</exception>
    internal void Validate()
    {
        if (Tokens.Length == 0 || Mask.Length == 0 || Types.Length == 0) throw new JsonException("Text.Inputs has an empty name");
    }
}
