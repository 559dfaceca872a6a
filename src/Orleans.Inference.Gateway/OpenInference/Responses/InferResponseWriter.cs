using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Writes the response of an infer request: a small one as a whole, with its length; of a large one the text is never all in memory.</summary>
internal static class InferResponseWriter
{
    private const int ElementsAtOnce = 1024;
    private const int BytesAtOnce = 64 * 1024;
    private const int BytesOfSmall = 16 * 1024;

    public static Task WriteAsync(HttpContext context, InferenceResponse response, ImmutableArray<NamedTensor> outputs, string? id)
    {
        context.Response.ContentType = JsonResponse.ContentType;
        return IsSmall(outputs) ? WriteWholeAsync(context, response, outputs, id) : WriteInPiecesAsync(context, response, outputs, id);
    }

    // A text may be of any length.
    private static bool IsSmall(ImmutableArray<NamedTensor> outputs)
    {
        var elements = 0L;
        foreach (var output in outputs) elements += output.Tensor.ElementType == ElementType.String ? int.MaxValue : output.Tensor.Length;
        return elements <= ElementsAtOnce;
    }

    /// <summary>A response of known length leaves the server in one piece, and arrives in one.</summary>
    private static async Task WriteWholeAsync(HttpContext context, InferenceResponse response, ImmutableArray<NamedTensor> outputs, string? id)
    {
        using var body = new PooledBufferWriter(BytesOfSmall);
        using (var json = new Utf8JsonWriter(body, JsonResponse.WriterOptions))
        {
            WriteStart(json, response, id);
            foreach (var output in outputs)
            {
                WriteHead(json, output);
                ElementWriter.Write(json, output.Tensor, 0, (int)output.Tensor.Length);
                WriteEnd(json);
            }

            WriteEnd(json);
        }

        context.Response.ContentLength = body.Written.Length;
        await context.Response.BodyWriter.WriteAsync(body.Written, context.RequestAborted);
    }

    private static async Task WriteInPiecesAsync(HttpContext context, InferenceResponse response, ImmutableArray<NamedTensor> outputs, string? id)
    {
        await context.Response.StartAsync(context.RequestAborted);
        var pipe = context.Response.BodyWriter;
        await using var json = new Utf8JsonWriter(pipe, JsonResponse.WriterOptions);
        WriteStart(json, response, id);
        foreach (var output in outputs)
        {
            WriteHead(json, output);
            var flushed = json.BytesCommitted;
            for (var start = 0; start < output.Tensor.Length; start += ElementsAtOnce)
            {
                ElementWriter.Write(json, output.Tensor, start, (int)Math.Min(ElementsAtOnce, output.Tensor.Length - start));
                if (json.BytesCommitted + json.BytesPending - flushed < BytesAtOnce) continue;
                json.Flush();
                await pipe.FlushAsync(context.RequestAborted);
                flushed = json.BytesCommitted;
            }

            WriteEnd(json);
        }

        WriteEnd(json);
        json.Flush();
        await pipe.FlushAsync(context.RequestAborted);
    }

    private static void WriteStart(Utf8JsonWriter json, InferenceResponse response, string? id)
    {
        json.WriteStartObject();
        json.WriteString("model_name"u8, response.Model);
        json.WriteString("model_version"u8, response.Version);
        if (id is not null) json.WriteString("id"u8, id);
        json.WriteStartArray("outputs"u8);
    }

    /// <summary>What is said of an output, up to its elements.</summary>
    private static void WriteHead(Utf8JsonWriter json, NamedTensor output)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, output.Name);
        json.WriteString("datatype"u8, Datatypes.NameOf(output.Tensor.ElementType));
        json.WriteStartArray("shape"u8);
        foreach (var dimension in output.Tensor.Shape) json.WriteNumberValue(dimension);
        json.WriteEndArray();
        json.WriteStartArray("data"u8);
    }

    /// <summary>Ends an array and the object that it is in: an output, or the response.</summary>
    private static void WriteEnd(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
