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
        var classes = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.IsKey("name"u8)) name = json.ReadText($"name of {subject}");
            else if (json.IsKey("parameters"u8)) classes = ReadClasses(ref json, subject);
            else json.ReadPast();
        }

        return new(name ?? throw new InvalidInputException(subject, "the key 'name'", "none"), classes);
    }

    private static int ReadClasses(ref Utf8JsonReader json, string subject)
    {
        var classes = 0;
        if (!json.ReadOptionalStart(JsonTokenType.StartObject, $"parameters of {subject}")) return 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.IsKey("classification"u8))
            {
                classes = (int)json.ReadCount($"parameter 'classification' of {subject}", int.MaxValue);
            }
            else if (json.IsKey("binary_data"u8))
            {
                Binary.RefuseOutput(ref json, $"parameter 'binary_data' of {subject}");
            }
            else
            {
                json.ReadPast();
            }
        }

        return classes;
    }
}
