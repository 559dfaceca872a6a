using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Reads an output that the caller wants.</summary>
internal static class RequestedOutputReader
{
    public static RequestedOutput Read(ref Utf8JsonReader json, int index)
    {
        var subject = $"outputs[{index}]";
        json.ExpectStart(JsonTokenType.StartObject, subject);
        string? name = null;
        RequestedOutput output = default;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.IsKey("name"u8)) name = json.ReadText($"name of {subject}");
            else if (json.IsKey("parameters"u8)) output = ReadParameters(ref json, output, subject);
            else json.ReadPast();
        }

        return output with { Name = name ?? throw new InvalidInputException(subject, "the key 'name'", "none") };
    }

    private static RequestedOutput ReadParameters(ref Utf8JsonReader json, RequestedOutput output, string subject)
    {
        var isThere = json.ReadOptionalStart(JsonTokenType.StartObject, $"parameters of {subject}");
        while (isThere && json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var parameter = new JsonParameter(json);
            output = output.With(ref parameter, subject);
            json = parameter.Json;
        }

        return output;
    }
}
