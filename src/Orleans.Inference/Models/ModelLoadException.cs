namespace Orleans.Inference;

/// <summary>A model cannot be served. The message says why, for the operator: it is logged and shown in the status.</summary>
public sealed class ModelLoadException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">Why the model cannot be served.</param>
    /// <param name="innerException">What the backend said.</param>
    public ModelLoadException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
