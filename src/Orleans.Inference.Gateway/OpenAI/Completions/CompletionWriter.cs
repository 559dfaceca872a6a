using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>Writes a whole answer.</summary>
internal static class CompletionWriter
{
    private const int UsualBytes = 4 * 1024;

    /// <summary>Writes it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="head">What the answer starts with.</param>
    /// <param name="call">The call.</param>
    /// <param name="choices">The texts, in the order of the call's requests.</param>
    public static async Task WriteAsync(HttpContext context, AnswerHead head, CompletionCall call, TextUpdate[] choices)
    {
        using var body = new PooledBufferWriter(UsualBytes);
        using (var json = new Utf8JsonWriter(body, JsonResponse.WriterOptions))
        {
            Write(json, head, call, choices);
        }

        context.Response.ContentType = JsonResponse.ContentType;
        context.Response.ContentLength = body.Written.Length;
        await context.Response.BodyWriter.WriteAsync(body.Written, context.RequestAborted);
    }

    private static void Write(Utf8JsonWriter json, AnswerHead head, CompletionCall call, TextUpdate[] choices)
    {
        var usage = new UsageTotal(call.ChoicesPerPrompt);
        json.WriteStartObject();
        head.Write(json, head.Shape.WholeObject);
        json.WriteStartArray("choices"u8);
        for (var i = 0; i < choices.Length; i++)
        {
            usage.Set(i, choices[i].Usage);
            json.WriteStartObject();
            json.WriteNumber("index"u8, i);
            head.Shape.WriteWhole(json, choices[i]);
            FinishReasons.Write(json, choices[i].FinishReason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        usage.Write(json);
        json.WriteEndObject();
    }
}
