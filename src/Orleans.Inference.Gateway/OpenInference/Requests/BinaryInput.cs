namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>An input whose elements come behind the JSON.</summary>
/// <param name="Index">Which of the inputs it is, from 0.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">The elements' type.</param>
/// <param name="Shape">The dimensions.</param>
/// <param name="Elements">How many elements they ask for.</param>
/// <param name="Bytes">How many bytes they take, as was checked.</param>
internal readonly record struct BinaryInput(int Index, string Name, ElementType Type, long[] Shape, long Elements, int Bytes)
{
    /// <summary>The input, as errors name it.</summary>
    public string Subject => $"binary data of input '{Name}'";
}
