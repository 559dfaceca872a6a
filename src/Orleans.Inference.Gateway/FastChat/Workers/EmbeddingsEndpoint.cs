using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Orleans.Inference.Gateway.FastChat.Errors;

namespace Orleans.Inference.Gateway.FastChat.Workers;

/// <summary>Turns texts into vectors as a worker of FastChat does.</summary>
internal sealed class EmbeddingsEndpoint(ITextClient client, IOptions<InferenceGatewayOptions> options)
{
    private const string Base64 = "base64", Float = "float";

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            var fields = await JsonFields.ReadAsync(context, options.Value.MaxRequestBodyBytes);
            var encoding = fields.FindText("encoding_format") ?? Float;
            if (encoding is not (Base64 or Float)) throw new InvalidInputException("encoding_format", $"null, {Float} or {Base64}", encoding);
            var texts = fields.Texts("input");
            if (texts.IsEmpty) throw new InvalidInputException("input", "at least one text", "none");
            var answer = await client.EmbedAsync(new() { Model = fields.Text("model"), Inputs = [.. texts.Select(static text => new EmbeddingInput(text))] }, context.RequestAborted);
            await JsonResponse.WriteAsync(context, StatusCodes.Status200OK, (answer, encoding == Base64), Write);
        }
        catch (Exception exception) when (!ErrorBoundary.IsGone(context, exception) && !context.Response.HasStarted)
        {
            await FastChatForm.AnswerAsync(context, StatusCodes.Status200OK, FastChatError.Of(ErrorBoundary.Describe(context, exception)));
        }
    }

    private static void Write(Utf8JsonWriter json, (TextEmbeddings Answer, bool IsBase64) told)
    {
        var vectors = told.Answer.Vectors;
        var (count, length) = ((int)vectors.Shape[0], (int)vectors.Shape[1]);
        var elements = vectors.AsSpan<float>();
        json.WriteStartArray("embedding"u8);
        for (var i = 0; i < count; i++)
        {
            var vector = elements.Slice(i * length, length);
            if (told.IsBase64)
            {
                json.WriteBase64StringValue(MemoryMarshal.AsBytes(vector));
                continue;
            }

            json.WriteStartArray();
            foreach (var element in vector) json.WriteNumberValue(element);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteNumber("token_num"u8, told.Answer.Tokens);
    }
}
