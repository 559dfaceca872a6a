namespace Orleans.Inference.FastChat.Conversations;

/// <summary>A turn of a conversation.</summary>
/// <param name="Role">Who speaks, in the words of the template.</param>
/// <param name="Text">What is said; <see langword="null"/> for what the model is to say.</param>
internal readonly record struct Turn(string Role, string? Text);
