namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>A piece of one of the choices of a call.</summary>
/// <param name="Choice">Which choice.</param>
/// <param name="Update">The piece; <see langword="null"/> when there are no more of it.</param>
internal readonly record struct ChoiceUpdate(int Choice, TextUpdate? Update);
