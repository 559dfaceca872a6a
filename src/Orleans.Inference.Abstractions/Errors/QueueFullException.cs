namespace Orleans.Inference;

/// <summary>The worker has as many requests waiting as it may, or so many that this one would be answered after its deadline. Overload is not failure: come back after <see cref="RetryAfter"/>.</summary>
[GenerateSerializer, Alias("inference.QueueFullException")]
public sealed class QueueFullException : InferenceException
{
    /// <summary>Makes the error.</summary>
    /// <param name="model">The model whose queue is full.</param>
    /// <param name="limit">How many requests may wait.</param>
    /// <param name="retryAfter">When there will be room again, by the measured speed.</param>
    public QueueFullException(string model, int limit, TimeSpan retryAfter)
        : base($"The queue of the model '{model}' is full: {limit} requests wait. Room is expected in {retryAfter.TotalMilliseconds:0} ms.")
    {
        Model = model;
        Limit = limit;
        RetryAfter = retryAfter;
    }

    /// <summary>Makes the error for a request that would be answered too late.</summary>
    /// <param name="model">The model whose queue is too long for the request.</param>
    /// <param name="expected">When the request would be answered, by the measured speed.</param>
    /// <param name="timeRemaining">How long its caller waits.</param>
    /// <param name="retryAfter">When such a request will be answered in time again.</param>
    public QueueFullException(string model, TimeSpan expected, TimeSpan timeRemaining, TimeSpan retryAfter)
        : base($"The queue of the model '{model}' is too long: an answer is expected in {expected.TotalMilliseconds:0} ms, {timeRemaining.TotalMilliseconds:0} ms remain. Room is expected in {retryAfter.TotalMilliseconds:0} ms.")
    {
        Model = model;
        RetryAfter = retryAfter;
    }

    /// <summary>Makes the error that another one is for the caller of what needs its model.</summary>
    internal QueueFullException(string message, QueueFullException inner)
        : base(message)
    {
        (Model, Limit, RetryAfter) = (inner.Model, inner.Limit, inner.RetryAfter);
    }

    /// <summary>The model whose queue is full.</summary>
    [Id(0)]
    public string Model { get; }

    /// <summary>How many requests may wait; 0 for a request that was refused for its deadline.</summary>
    [Id(1)]
    public int Limit { get; }

    /// <summary>When there will be room again, by the measured speed.</summary>
    [Id(2)]
    public TimeSpan RetryAfter { get; }
}
