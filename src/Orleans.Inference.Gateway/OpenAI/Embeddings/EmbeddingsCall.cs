namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>What a call for embeddings says.</summary>
/// <param name="Request">The texts, and of which model the vectors are wanted.</param>
/// <param name="IsBase64">Whether the vectors are wanted as base64 of their little-endian floats.</param>
internal readonly record struct EmbeddingsCall(TextEmbeddingRequest Request, bool IsBase64);
