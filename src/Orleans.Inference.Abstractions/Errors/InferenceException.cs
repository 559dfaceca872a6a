namespace Orleans.Inference;

/// <summary>
/// The root of the closed set of errors of an inference. They cross process borders as they are; protocols map them in one place each.
/// </summary>
[GenerateSerializer, Alias("inference.InferenceException")]
public abstract class InferenceException : Exception
{
    private protected InferenceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
