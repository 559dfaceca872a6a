namespace Orleans.Inference.Gateway;

/// <summary>What a caller is told of an error.</summary>
/// <param name="Status">The status over HTTP.</param>
/// <param name="Text">What is wrong.</param>
/// <param name="Exception">The error itself, for what a protocol tells beside its text.</param>
internal readonly record struct Failure(int Status, string Text, Exception Exception);
