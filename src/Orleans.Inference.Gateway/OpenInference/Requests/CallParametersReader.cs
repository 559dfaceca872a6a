using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Reads the parameters of a request. Those that mean nothing here are passed over, as the protocol allows.</summary>
internal static class CallParametersReader
{
    private static readonly long LongestTimeout = (long)InferenceRequest.MaxTimeout.TotalMicroseconds;

    public static CallParameters Read(ref Utf8JsonReader json)
    {
        var parameters = CallParameters.Default;
        var isThere = json.ReadOptionalStart(JsonTokenType.StartObject, "parameters");
        while (isThere && json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.IsKey("timeout"u8)) parameters = parameters with { Timeout = ReadTimeout(ref json) };
            else if (json.IsKey("priority"u8)) parameters = parameters with { Priority = Priorities.Of(json.ReadCount("parameter 'priority'", long.MaxValue)) };
            else if (json.IsKey("dispatch_policy"u8)) parameters = parameters with { DispatchPolicy = json.ReadOptionalText("parameter 'dispatch_policy'") };
            else if (json.IsKey("affinity_key"u8)) parameters = parameters with { AffinityKey = json.ReadOptionalText("parameter 'affinity_key'") };
            else if (json.IsKey("hedge"u8)) parameters = parameters with { Hedge = json.ReadFlag("parameter 'hedge'") };
            else if (json.IsKey("binary_data_output"u8)) Binary.RefuseOutput(ref json, "parameter 'binary_data_output'");
            else json.ReadPast();
        }

        return parameters;
    }

    // Microseconds; 0 means the server's default.
    private static TimeSpan? ReadTimeout(ref Utf8JsonReader json) =>
        json.ReadCount("parameter 'timeout' (in microseconds)", LongestTimeout) is > 0 and var microseconds
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
}
