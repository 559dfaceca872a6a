namespace Orleans.Inference;

/// <summary>What the caller gave does not fit the model. Repeating the call gives the same answer.</summary>
[GenerateSerializer, Alias("inference.InvalidInputException")]
public sealed class InvalidInputException : InferenceException
{
    /// <summary>Makes the error.</summary>
    /// <param name="subject">What is wrong: an input's or an output's name with the word for it, as in <c>input 'image'</c>.</param>
    /// <param name="expected">What was expected, as in <c>Float32[batch,1,28,28]</c>.</param>
    /// <param name="given">What was given.</param>
    public InvalidInputException(string subject, string expected, string given)
        : base($"Invalid {subject}: expected {expected}, given {given}.")
    {
        Subject = subject;
        Expected = expected;
        Given = given;
    }

    /// <summary>What is wrong.</summary>
    [Id(0)]
    public string Subject { get; }

    /// <summary>What was expected.</summary>
    [Id(1)]
    public string Expected { get; }

    /// <summary>What was given.</summary>
    [Id(2)]
    public string Given { get; }
}
