using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.OpenInference.Repository;

/// <summary>Writes the answers of the repository's calls.</summary>
internal static class RepositoryWriter
{
    public static async Task WriteIndexAsync(HttpContext context, IEnumerable<RepositoryIndex> models)
    {
        // The protocol's answer is an array, not an object.
        var body = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(body, JsonResponse.WriterOptions))
        {
            json.WriteStartArray();
            foreach (var model in models)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, model.Name);
                json.WriteString("version"u8, model.Version);
                json.WriteString("state"u8, model.State);
                json.WriteString("reason"u8, model.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        context.Response.ContentType = JsonResponse.ContentType;
        context.Response.ContentLength = body.WrittenCount;
        await context.Response.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    /// <summary>Writes what became of a model on each worker; clients of the protocol look at the status and at <c>error</c> alone.</summary>
    public static Task WriteOutcomesAsync(HttpContext context, int status, ImmutableArray<ModelOutcome> outcomes) => JsonResponse.WriteAsync(context, status, outcomes, static (json, outcomes) =>
    {
        if (RepositoryCalls.Describe(outcomes) is { Length: > 0 } problem) json.WriteString("error"u8, problem);
        json.WriteStartArray("workers"u8);
        foreach (var outcome in outcomes)
        {
            json.WriteStartObject();
            json.WriteString("worker"u8, outcome.Worker.ToString());
            json.WriteString("model"u8, outcome.Model.Name);
            json.WriteString("version"u8, outcome.Model.Version);
            json.WriteString("state"u8, JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.State.ToString()));
            json.WriteString("reason"u8, outcome.Reason);
            json.WriteNumber("seconds"u8, Math.Round(outcome.Duration.TotalSeconds, 3));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
