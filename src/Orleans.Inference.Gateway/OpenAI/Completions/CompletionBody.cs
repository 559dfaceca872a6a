using System.Text.Json;
using Orleans.Inference.Gateway.OpenInference;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>Reads the body of a call: one JSON object, and nothing behind it.</summary>
internal static class CompletionBody
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public delegate CompletionCall ReadCall(ref Utf8JsonReader json);

    public static CompletionCall Read(ReadOnlySpan<byte> body, ReadCall read)
    {
        if (body.StartsWith(ByteOrderMark)) body = body[ByteOrderMark.Length..];
        var json = new Utf8JsonReader(body);
        try
        {
            json.ReadStart(JsonTokenType.StartObject, "request");
            var call = read(ref json);
            json.Read(); // throws when something follows the call
            return call;
        }
        catch (JsonException exception)
        {
            throw MalformedJson.Describe(exception, body[(int)json.BytesConsumed..]);
        }
    }
}
