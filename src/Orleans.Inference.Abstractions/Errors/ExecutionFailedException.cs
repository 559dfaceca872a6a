namespace Orleans.Inference;

/// <summary>The model itself failed while it ran on these inputs.</summary>
[GenerateSerializer, Alias("inference.ExecutionFailedException")]
public sealed class ExecutionFailedException : InferenceException
{
    /// <summary>Makes the error.</summary>
    /// <param name="model">The model that failed.</param>
    /// <param name="reason">What the backend said.</param>
    public ExecutionFailedException(string model, string reason)
        : base($"The model '{model}' failed: {reason}")
    {
        Model = model;
        Reason = reason;
    }

    /// <summary>The model that failed.</summary>
    [Id(0)]
    public string Model { get; }

    /// <summary>What the backend said.</summary>
    [Id(1)]
    public string Reason { get; }
}
