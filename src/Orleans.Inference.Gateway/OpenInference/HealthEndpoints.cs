using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Whether this process lives, and whether it can serve.</summary>
internal sealed class HealthEndpoints(IInferenceReadiness readiness)
{
    public static Task LiveAsync(HttpContext context) =>
        JsonResponse.WriteAsync(context, StatusCodes.Status200OK, true, static (json, live) => json.WriteBoolean("live"u8, live));

    public Task ReadyAsync(HttpContext context)
    {
        var missing = readiness.Missing;
        var status = missing is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return JsonResponse.WriteAsync(context, status, missing, static (json, missing) =>
        {
            json.WriteBoolean("ready"u8, missing is null);
            if (missing is not null) json.WriteString("error"u8, missing);
        });
    }
}
