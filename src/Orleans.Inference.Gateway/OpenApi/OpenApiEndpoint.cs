using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.OpenApi;

/// <summary>
/// Gives the description of the gateway's paths. It is written by hand: the endpoints read and write their bodies themselves, so nothing could be found out of their
/// code, and a test insists that it names all of them.
/// </summary>
internal static class OpenApiEndpoint
{
    private const string Resource = "openapi.json";

    public static async Task HandleAsync(HttpContext context)
    {
        await using var document = typeof(OpenApiEndpoint).Assembly.GetManifestResourceStream(Resource)!;
        context.Response.ContentType = JsonResponse.ContentType;
        context.Response.ContentLength = document.Length;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        await document.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
