namespace Orleans.Inference.Models.Repository.Triton;

/// <summary>A text is not in protobuf's text format, or says what is not allowed there.</summary>
internal sealed class TextFormatException(TextPosition position, string problem) : Exception($"{position}: {problem}");
