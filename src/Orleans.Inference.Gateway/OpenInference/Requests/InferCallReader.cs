using System.Collections.Immutable;
using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>
/// Reads the JSON body of an infer request. The tensors get arrays of their own, so the body's buffer may be reused afterwards.
/// Keys that the protocol does not know are passed over.
/// </summary>
internal static class InferCallReader
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static InferCall Read(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith(ByteOrderMark)) body = body[ByteOrderMark.Length..];
        var text = new JsonBody(body, mayPass: true);
        try
        {
            return Read(body, ref text);
        }
        catch (InvalidInputException) when (text.WasPassed)
        {
            // What is wrong, and where, is found by the reader alone.
            text = new JsonBody(body, mayPass: false);
            return Read(body, ref text);
        }
    }

    private static InferCall Read(ReadOnlySpan<byte> body, ref JsonBody text)
    {
        var json = new Utf8JsonReader(body);
        try
        {
            var call = ReadCall(ref json, ref text);
            json.Read(); // throws when something follows the call
            return call;
        }
        catch (JsonException exception)
        {
            throw MalformedJson.Describe(exception, body[(int)json.BytesConsumed..]);
        }
    }

    private static InferCall ReadCall(ref Utf8JsonReader json, ref JsonBody body)
    {
        string? id = null;
        var parameters = CallParameters.Default;
        ImmutableArray<NamedTensor> inputs = default;
        ImmutableArray<RequestedOutput> outputs = [];
        ImmutableArray<BinaryInput> awaited = [];
        json.ReadStart(JsonTokenType.StartObject, "request");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.IsKey("id"u8)) id = json.ReadOptionalText("id");
            else if (json.IsKey("parameters"u8)) parameters = CallParametersReader.Read(ref json);
            else if (json.IsKey("inputs"u8)) inputs = ReadInputs(ref json, ref body, out awaited);
            else if (json.IsKey("outputs"u8)) outputs = ReadOutputs(ref json);
            else json.ReadPast();
        }

        if (inputs.IsDefault) throw new InvalidInputException("request", "the key 'inputs' with an array of tensors", "none");
        return new(id, parameters, inputs, outputs, awaited);
    }

    private static ImmutableArray<NamedTensor> ReadInputs(ref Utf8JsonReader json, ref JsonBody body, out ImmutableArray<BinaryInput> awaited)
    {
        awaited = [];
        json.ReadStart(JsonTokenType.StartArray, "inputs");
        var inputs = ImmutableArray.CreateBuilder<NamedTensor>();
        var names = new UniqueNames("input");
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            var input = InputReader.Read(ref json, inputs.Count, ref body, out var binary);
            if (binary is { } later) awaited = awaited.Add(later);
            names.Add(input.Name);
            inputs.Add(input);
        }

        return inputs.DrainToImmutable();
    }

    private static ImmutableArray<RequestedOutput> ReadOutputs(ref Utf8JsonReader json)
    {
        if (!json.ReadOptionalStart(JsonTokenType.StartArray, "outputs")) return [];
        var outputs = ImmutableArray.CreateBuilder<RequestedOutput>();
        var names = new UniqueNames("output");
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            var output = RequestedOutputReader.Read(ref json, outputs.Count);
            names.Add(output.Name);
            outputs.Add(output);
        }

        return outputs.DrainToImmutable();
    }
}
