using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>How one element of a tensor is read from JSON.</summary>
/// <typeparam name="T">The element's type.</typeparam>
internal interface IJsonElement<T>
{
    /// <summary>What it may be, as errors say it.</summary>
    static abstract string Allowed { get; }

    /// <summary>Reads the value that <paramref name="json"/> is at.</summary>
    /// <returns><see langword="false"/> when it is not one that the type has.</returns>
    static abstract bool TryRead(ref Utf8JsonReader json, out T value);

    /// <summary>Reads a whole flat array, where there is a quicker way than one value after the other.</summary>
    /// <param name="json">The text behind the opening bracket.</param>
    /// <param name="values">The elements, as many as there must be.</param>
    /// <param name="length">How long the text is up to the closing bracket.</param>
    /// <returns><see langword="false"/> when they must be read one after the other.</returns>
    static virtual bool TryReadAll(ReadOnlySpan<byte> json, Span<T> values, out int length)
    {
        length = 0;
        return false;
    }
}
