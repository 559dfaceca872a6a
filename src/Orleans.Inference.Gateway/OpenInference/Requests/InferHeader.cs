using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>The header that says how long the JSON is in front of binary data; in requests 0 where there is no JSON at all.</summary>
internal static class InferHeader
{
    public const string Name = "Inference-Header-Content-Length";

    /// <summary>What it says; <see langword="null"/> where it is missing, and the body is JSON alone.</summary>
    /// <exception cref="InvalidInputException">It is no length, or one over that of the body.</exception>
    public static int? Read(HttpRequest request, RequestBody body)
    {
        if (!request.Headers.TryGetValue(Name, out var value)) return null;
        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > int.MaxValue)
        {
            throw new InvalidInputException($"header {Name}", $"an integer from 0 to {int.MaxValue}", $"'{value}'");
        }

        if (length > body.Length) throw BeyondBody((int)length, body.Length.Value);
        body.ThrowIfOver(length);
        return (int)length;
    }

    public static InvalidInputException BeyondBody(int length, long bodyLength) =>
        new($"header {Name}", $"at most the length of the body, {bodyLength}", $"{length}");
}
