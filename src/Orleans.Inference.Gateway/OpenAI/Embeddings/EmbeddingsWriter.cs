using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orleans.Inference.Gateway.OpenInference;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>Writes the vectors of a call: from their memory into the response, the text of many is never all in memory.</summary>
internal static class EmbeddingsWriter
{
    private const int BytesAtOnce = 64 * 1024;
    private const int BytesOfSmall = 16 * 1024;
    private const int MostElementsOfSmall = 4096;

    /// <summary>Writes the response.</summary>
    /// <param name="context">The request.</param>
    /// <param name="model">The model's name, as the caller knows it.</param>
    /// <param name="embeddings">The vectors.</param>
    /// <param name="isBase64">Whether they are written as base64.</param>
    public static Task WriteAsync(HttpContext context, string model, TextEmbeddings embeddings, bool isBase64)
    {
        context.Response.ContentType = JsonResponse.ContentType;
        return embeddings.Vectors.Length <= MostElementsOfSmall ? WriteWholeAsync(context, model, embeddings, isBase64) : WriteInPiecesAsync(context, model, embeddings, isBase64);
    }

    private static async Task WriteWholeAsync(HttpContext context, string model, TextEmbeddings embeddings, bool isBase64)
    {
        using var body = new PooledBufferWriter(BytesOfSmall);
        using (var json = new Utf8JsonWriter(body, JsonResponse.WriterOptions))
        {
            WriteStart(json, model, embeddings.Tokens);
            for (var text = 0; text < embeddings.Vectors.Shape[0]; text++) WriteVector(json, embeddings.Vectors, text, isBase64);
            WriteEnd(json);
        }

        context.Response.ContentLength = body.Written.Length;
        await context.Response.BodyWriter.WriteAsync(body.Written, context.RequestAborted);
    }

    private static async Task WriteInPiecesAsync(HttpContext context, string model, TextEmbeddings embeddings, bool isBase64)
    {
        await context.Response.StartAsync(context.RequestAborted);
        var pipe = context.Response.BodyWriter;
        await using var json = new Utf8JsonWriter(pipe, JsonResponse.WriterOptions);
        WriteStart(json, model, embeddings.Tokens);
        var flushed = json.BytesCommitted;
        for (var text = 0; text < embeddings.Vectors.Shape[0]; text++)
        {
            WriteVector(json, embeddings.Vectors, text, isBase64);
            if (json.BytesCommitted + json.BytesPending - flushed < BytesAtOnce) continue;
            json.Flush();
            await pipe.FlushAsync(context.RequestAborted);
            flushed = json.BytesCommitted;
        }

        WriteEnd(json);
        json.Flush();
        await pipe.FlushAsync(context.RequestAborted);
    }

    private static void WriteStart(Utf8JsonWriter json, string model, int tokens)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteString("model"u8, model);
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, tokens);
        json.WriteNumber("total_tokens"u8, tokens);
        json.WriteEndObject();
        json.WriteStartArray("data"u8);
    }

    private static void WriteVector(Utf8JsonWriter json, Tensor vectors, int text, bool isBase64)
    {
        var dimensions = (int)vectors.Shape[1];
        json.WriteStartObject();
        json.WriteString("object"u8, "embedding"u8);
        json.WriteNumber("index"u8, text);
        if (isBase64)
        {
            // A tensor's bytes are little-endian as they are.
            var size = dimensions * sizeof(float);
            json.WriteBase64String("embedding"u8, vectors.Bytes.Span.Slice(text * size, size));
        }
        else
        {
            json.WriteStartArray("embedding"u8);
            ElementWriter.Write(json, vectors, text * dimensions, dimensions);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteEnd(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
