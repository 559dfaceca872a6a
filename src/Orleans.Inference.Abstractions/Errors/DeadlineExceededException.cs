namespace Orleans.Inference;

/// <summary>The request's timeout passed before there was an answer.</summary>
[GenerateSerializer, Alias("inference.DeadlineExceededException")]
public sealed class DeadlineExceededException : InferenceException
{
    /// <summary>Makes the error.</summary>
    /// <param name="model">The model asked.</param>
    /// <param name="timeout">How long the caller was willing to wait.</param>
    public DeadlineExceededException(string model, TimeSpan timeout)
        : base($"The model '{model}' did not answer within {timeout.TotalMilliseconds:0.###} ms.")
    {
        Model = model;
        Timeout = timeout;
    }

    /// <summary>The model asked.</summary>
    [Id(0)]
    public string Model { get; }

    /// <summary>How long the caller was willing to wait.</summary>
    [Id(1)]
    public TimeSpan Timeout { get; }
}
