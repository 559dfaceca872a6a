namespace Orleans.Inference;

/// <summary>What a model can do with text; nothing for a model that only takes and gives tensors.</summary>
[Flags]
public enum TextCapabilities : byte
{
    /// <summary>It takes tensors alone.</summary>
    None = 0,

    /// <summary>It continues texts and answers chats: <see cref="ITextClient.GenerateAsync"/>.</summary>
    Generation = 1,

    /// <summary>It turns texts into vectors: <see cref="ITextClient.EmbedAsync"/>.</summary>
    Embedding = 2,

    /// <summary>Its chats may have images.</summary>
    Images = 4,
}
