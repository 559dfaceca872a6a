using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Writes the response of an infer request: a small one as a whole, with its length; of a large one the text is never all in memory, and binary data never is a second time.</summary>
internal static class InferResponseWriter
{
    private const int ElementsAtOnce = 1024;
    private const int BytesAtOnce = 64 * 1024;
    private const int BytesOfSmall = 16 * 1024;

    public static Task WriteAsync(HttpContext context, in InferAnswer answer)
    {
        foreach (var output in answer.Outputs)
        {
            if (answer.Call.WantsBinary(output.Name)) return WriteWithBinaryAsync(context, answer);
        }

        context.Response.ContentType = JsonResponse.ContentType;
        return IsSmall(answer) ? WriteWholeAsync(context, answer) : WriteInPiecesAsync(context, answer);
    }

    // A text may be of any length.
    private static bool IsSmall(in InferAnswer answer)
    {
        var elements = 0L;
        foreach (var output in answer.Outputs) elements += output.Tensor.ElementType == ElementType.String ? int.MaxValue : output.Tensor.Length;
        return elements <= ElementsAtOnce;
    }

    /// <summary>A response of known length leaves the server in one piece, and arrives in one.</summary>
    private static async Task WriteWholeAsync(HttpContext context, InferAnswer answer)
    {
        using var body = new PooledBufferWriter(BytesOfSmall);
        WriteText(body, answer);
        var writer = ResponseEncoding.Open(context, body.Written.Length);
        await writer.Pipe.WriteAsync(body.Written, context.RequestAborted);
        await writer.CompleteAsync(context.RequestAborted);
    }

    /// <summary>The JSON, and behind it the binary outputs in their order.</summary>
    private static async Task WriteWithBinaryAsync(HttpContext context, InferAnswer answer)
    {
        using var head = new PooledBufferWriter(BytesOfSmall);
        WriteText(head, answer);
        var length = (long)head.Written.Length;
        foreach (var output in answer.Outputs)
        {
            if (answer.Call.WantsBinary(output.Name)) length += BinaryTensor.SizeOf(output.Tensor);
        }

        context.Response.ContentType = "application/octet-stream";
        context.Response.Headers[InferHeader.Name] = head.Written.Length.ToString(CultureInfo.InvariantCulture);
        var writer = ResponseEncoding.Open(context, length);
        writer.Pipe.Write(head.Written.Span);
        foreach (var output in answer.Outputs)
        {
            if (answer.Call.WantsBinary(output.Name)) await WriteBinaryAsync(writer.Pipe, output.Tensor, context.RequestAborted);
        }

        await writer.CompleteAsync(context.RequestAborted);
    }

    private static async ValueTask WriteBinaryAsync(PipeWriter pipe, Tensor tensor, CancellationToken cancellationToken)
    {
        if (tensor.ElementType != ElementType.String)
        {
            for (var rest = tensor.Bytes; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, BytesAtOnce)..])
            {
                await pipe.WriteAsync(rest[..Math.Min(rest.Length, BytesAtOnce)], cancellationToken);
            }

            return;
        }

        for (var i = 0; i < tensor.Length; i++)
        {
            BinaryTensor.WriteText(pipe, tensor.Utf8Strings[i].Span);
            if (pipe.UnflushedBytes >= BytesAtOnce) await pipe.FlushAsync(cancellationToken);
        }
    }

    private static async Task WriteInPiecesAsync(HttpContext context, InferAnswer answer)
    {
        var writer = ResponseEncoding.Open(context, length: null);
        await context.Response.StartAsync(context.RequestAborted);
        var pipe = writer.Pipe;
        await using var json = new Utf8JsonWriter(pipe, JsonResponse.WriterOptions);
        WriteStart(json, answer);
        foreach (var output in answer.Outputs)
        {
            WriteHead(json, output);
            json.WriteStartArray("data"u8);
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
        await writer.CompleteAsync(context.RequestAborted);
    }

    private static void WriteText(PooledBufferWriter body, in InferAnswer answer)
    {
        using var json = new Utf8JsonWriter(body, JsonResponse.WriterOptions);
        WriteStart(json, answer);
        foreach (var output in answer.Outputs)
        {
            WriteHead(json, output);
            if (answer.Call.WantsBinary(output.Name))
            {
                WriteBinarySize(json, output.Tensor);
                continue;
            }

            json.WriteStartArray("data"u8);
            ElementWriter.Write(json, output.Tensor, 0, (int)output.Tensor.Length);
            WriteEnd(json);
        }

        WriteEnd(json);
    }

    private static void WriteStart(Utf8JsonWriter json, in InferAnswer answer)
    {
        json.WriteStartObject();
        json.WriteString("model_name"u8, answer.Response.Model);
        json.WriteString("model_version"u8, answer.Response.Version);
        if (answer.Call.Id is { } id) json.WriteString("id"u8, id);
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
    }

    private static void WriteBinarySize(Utf8JsonWriter json, Tensor tensor)
    {
        json.WriteStartObject("parameters"u8);
        json.WriteNumber("binary_data_size"u8, BinaryTensor.SizeOf(tensor));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Ends an array and the object that it is in: an output, or the response.</summary>
    private static void WriteEnd(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
