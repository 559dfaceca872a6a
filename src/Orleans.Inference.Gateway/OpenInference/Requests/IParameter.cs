namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>A parameter of a request, an input or an output, in whichever form it came. It is read once, or passed over.</summary>
internal interface IParameter
{
    /// <summary>Whether it has a name.</summary>
    bool IsNamed(ReadOnlySpan<byte> name);

    /// <summary>Reads an integer that is not negative.</summary>
    /// <param name="subject">The parameter, as errors name it.</param>
    /// <param name="most">The most that it may be.</param>
    long ReadCount(string subject, long most);

    /// <summary>Reads a boolean.</summary>
    bool ReadFlag(string subject);

    /// <summary>Reads a text, which may be null.</summary>
    string? ReadOptionalText(string subject);

    /// <summary>Reads whether it is more than nothing: not false, 0, null or an empty text.</summary>
    bool ReadIsGiven();

    /// <summary>Passes over it.</summary>
    void Pass();
}
