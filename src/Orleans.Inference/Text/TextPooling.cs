using System.Text.Json.Serialization;
using Orleans.Inference.Text;

namespace Orleans.Inference;

/// <summary>What makes one vector of those of a text's tokens.</summary>
[JsonConverter(typeof(NameConverter<TextPooling>))]
public enum TextPooling
{
    /// <summary>Nothing: the model gives one vector for each text.</summary>
    None,

    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The vector of the first token.</summary>
    Cls,
}
