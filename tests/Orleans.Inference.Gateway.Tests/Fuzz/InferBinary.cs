using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Orleans.Inference.Gateway.Tests.Fuzz;

/// <summary>The Open Inference Protocol with tensors as binary data behind the JSON. The model answers with its inputs.</summary>
internal sealed class InferBinary : FuzzedProtocol
{
    private const string LengthHeader = "Inference-Header-Content-Length";

    private static readonly byte[][] Headers =
    [
        """{"parameters":{"binary_data_output":true},"inputs":[{"name":"x","shape":[2,3],"datatype":"FP32","parameters":{"binary_data_size":24}}]}"""u8.ToArray(),
        """{"inputs":[{"name":"x","shape":[6],"datatype":"FP16","parameters":{"binary_data_size":12}},{"name":"y","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":12}}],"outputs":[{"name":"x","parameters":{"binary_data":true}},{"name":"y","parameters":{"binary_data":true}}]}"""u8.ToArray(),
    ];

    private static readonly byte[][] Tensors =
    [
        MemoryMarshal.AsBytes<float>([1, 2.5f, -3, 4e9f, 0, 6]).ToArray(),
        [.. MemoryMarshal.AsBytes<Half>([(Half)1, (Half)2, (Half)3, (Half)4, (Half)5, (Half)6]), 1, 0, 0, 0, (byte)'a', 3, 0, 0, 0, 0, 255, 9],
    ];

    /// <summary>Each body has the length of its JSON in its first four bytes, which become the header.</summary>
    public override IReadOnlyList<byte[]> Seeds { get; } = [.. Headers.Zip(Tensors, static (header, tensors) => (byte[])[.. BitConverter.GetBytes(header.Length), .. header, .. tensors])];

    public override HttpRequestMessage Request(byte[] body, Random random)
    {
        var (length, rest) = Split(body);
        ByteArrayContent content = new(rest);
        content.Headers.ContentType = new("application/octet-stream");
        HttpRequestMessage request = new(HttpMethod.Post, "/v2/models/echo/infer") { Content = content };
        request.Headers.Add(LengthHeader, length.ToString(CultureInfo.InvariantCulture));
        return request;
    }

    public override void CheckAnswer(byte[] sent, HttpResponseMessage response, byte[] answer)
    {
        var (length, rest) = Split(sent);
        if (length == 0) return; // the body was nothing but elements
        using var asked = JsonDocument.Parse(rest.AsMemory(0, length), new() { AllowDuplicateProperties = true });
        if (!response.Headers.TryGetValues(LengthHeader, out var lengths) && !response.Content.Headers.TryGetValues(LengthHeader, out lengths)) return; // none was asked for
        var answered = int.Parse(lengths.Single(), CultureInfo.InvariantCulture);
        using var outputs = JsonDocument.Parse(answer.AsMemory(0, answered));
        if (outputs.RootElement.GetProperty("outputs").EnumerateArray().Any(static output => output.TryGetProperty("data", out _))) return;
        if (outputs.RootElement.GetProperty("outputs").GetArrayLength() != asked.RootElement.GetProperty("inputs").GetArrayLength()) return;
        Assert.Equal(rest[length..], answer[answered..]);
    }

    public override string ErrorOf(HttpResponseMessage response, byte[] answer)
    {
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.GetProperty("error").GetString()!;
    }

    private static (int Length, byte[] Content) Split(byte[] body)
    {
        if (body.Length < sizeof(int)) return (body.Length, body);
        // A length of another size is for the tables of bad requests; here it is a little wrong, or right.
        var length = BinaryPrimitives.ReadInt32LittleEndian(body);
        var rest = body[sizeof(int)..];
        return (length >= 0 && length <= rest.Length + 8 ? length : rest.Length, rest);
    }
}
