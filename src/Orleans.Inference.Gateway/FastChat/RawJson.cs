using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.FastChat;

/// <summary>Writes JSON that is there already.</summary>
internal static class RawJson
{
    public static Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> json)
    {
        var response = context.Response;
        response.ContentType = JsonResponse.ContentType;
        response.ContentLength = json.Length;
        return response.BodyWriter.WriteAsync(json, context.RequestAborted).AsTask();
    }
}
