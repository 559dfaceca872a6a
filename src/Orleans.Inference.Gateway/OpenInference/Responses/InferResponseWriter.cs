using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Writes the response of an infer request, a piece at a time: the text of large tensors is never all in memory.</summary>
internal static class InferResponseWriter
{
    private const int ElementsAtOnce = 1024;
    private const int BytesAtOnce = 64 * 1024;

    public static async Task WriteAsync(HttpContext context, InferenceResponse response, ImmutableArray<NamedTensor> outputs, string? id)
    {
        context.Response.ContentType = JsonResponse.ContentType;
        await context.Response.StartAsync(context.RequestAborted);
        var pipe = context.Response.BodyWriter;
        await using var json = new Utf8JsonWriter(pipe, JsonResponse.WriterOptions);
        json.WriteStartObject();
        json.WriteString("model_name"u8, response.Model);
        json.WriteString("model_version"u8, response.Version);
        if (id is not null) json.WriteString("id"u8, id);
        json.WriteStartArray("outputs"u8);
        foreach (var output in outputs) await WriteOutputAsync(json, pipe, output, context.RequestAborted);
        json.WriteEndArray();
        json.WriteEndObject();
        await FlushAsync(json, pipe, context.RequestAborted);
    }

    private static async ValueTask WriteOutputAsync(
        Utf8JsonWriter json, PipeWriter pipe, NamedTensor output, CancellationToken cancellationToken)
    {
        var tensor = output.Tensor;
        json.WriteStartObject();
        json.WriteString("name"u8, output.Name);
        json.WriteString("datatype"u8, Datatypes.NameOf(tensor.ElementType));
        json.WriteStartArray("shape"u8);
        foreach (var dimension in tensor.Shape) json.WriteNumberValue(dimension);
        json.WriteEndArray();
        json.WriteStartArray("data"u8);
        var flushed = json.BytesCommitted;
        for (var start = 0; start < tensor.Length; start += ElementsAtOnce)
        {
            ElementWriter.Write(json, tensor, start, (int)Math.Min(ElementsAtOnce, tensor.Length - start));
            if (json.BytesCommitted + json.BytesPending - flushed < BytesAtOnce) continue;
            await FlushAsync(json, pipe, cancellationToken);
            flushed = json.BytesCommitted;
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static async ValueTask FlushAsync(Utf8JsonWriter json, PipeWriter pipe, CancellationToken cancellationToken)
    {
        json.Flush();
        await pipe.FlushAsync(cancellationToken);
    }
}
