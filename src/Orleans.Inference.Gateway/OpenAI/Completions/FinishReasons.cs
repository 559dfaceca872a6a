using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>Why texts end, as the protocol has it: its clients fail at reasons that they do not know, and workers have some of their own.</summary>
internal static class FinishReasons
{
    public static void Write(Utf8JsonWriter json, string? reason) => json.WriteString("finish_reason"u8, reason switch
    {
        "length" => "length"u8,
        "content_filter" => "content_filter"u8,
        _ => "stop"u8,
    });
}
