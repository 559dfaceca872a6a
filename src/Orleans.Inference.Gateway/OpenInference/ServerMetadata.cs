using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Who this server is and what it can do beyond the protocol's core.</summary>
internal static class ServerMetadata
{
    // Only what really works: clients choose their wire format by this list.
    public static readonly string[] Extensions =
        ["classification", "binary_tensor_data", "parameters", "model_repository", "model_configuration", "schedule_policy", "statistics"];

    public const string Name = "orleans-inference";

    // What follows the plus sign is the commit.
    public static readonly string Version = typeof(ServerMetadata).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    public static Task HandleAsync(HttpContext context) => JsonResponse.WriteAsync(context, StatusCodes.Status200OK, Extensions, Write);

    private static void Write(Utf8JsonWriter json, string[] extensions)
    {
        json.WriteString("name"u8, Name);
        json.WriteString("version"u8, Version);
        json.WriteStartArray("extensions"u8);
        foreach (var extension in extensions) json.WriteStringValue(extension);
        json.WriteEndArray();
    }
}
