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
}
