namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>An output that the caller wants.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Classes">How many of the best classes to answer with; 0 means the tensor itself.</param>
/// <param name="IsBinary">Whether it is wanted as binary data; <see langword="null"/> means as the request says.</param>
internal readonly record struct RequestedOutput(string Name, int Classes = 0, bool? IsBinary = null)
{
    /// <summary>The same with one more parameter. What means nothing here is passed over.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="subject">The output, as errors name it.</param>
    public RequestedOutput With<T>(ref T parameter, string subject)
        where T : IParameter, allows ref struct
    {
        if (parameter.IsNamed("classification"u8)) return this with { Classes = (int)parameter.ReadCount($"parameter 'classification' of {subject}", int.MaxValue) };
        if (parameter.IsNamed("binary_data"u8)) return this with { IsBinary = parameter.ReadFlag($"parameter 'binary_data' of {subject}") };
        if (parameter.IsNamed(SharedMemory.Region)) throw SharedMemory.Refuse(subject);
        parameter.Pass();
        return this;
    }
}
