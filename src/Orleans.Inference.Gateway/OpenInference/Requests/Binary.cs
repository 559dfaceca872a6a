using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>The binary tensor data extension, which is not there yet: whoever asks for it is told so.</summary>
internal static class Binary
{
    private const string Missing = "binary tensor data is not supported yet";

    /// <summary>The header of a request whose body has binary data behind the JSON.</summary>
    public const string Header = "Inference-Header-Content-Length";

    public static InvalidInputException Body => new("request", "a body of JSON alone", $"the header {Header}: {Missing}");

    public static InvalidInputException Input(string subject) =>
        new(subject, "its elements under 'data'", $"the parameter 'binary_data_size': {Missing}");

    public static InvalidInputException Datatype(string subject, string datatype) =>
        new($"datatype of {subject}", Datatypes.InJson, $"{datatype}, which the protocol has only as binary data: {Missing}");

    /// <summary>Reads a wish for binary output, which may be <see langword="false"/>.</summary>
    public static void RefuseOutput(ref Utf8JsonReader json, string subject)
    {
        if (json.ReadFlag(subject)) throw new InvalidInputException(subject, "false", $"true: {Missing}");
    }
}
