using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Reads the parameters of a request.</summary>
internal static class CallParametersReader
{
    public static CallParameters Read(ref Utf8JsonReader json)
    {
        var parameters = CallParameters.Default;
        var isThere = json.ReadOptionalStart(JsonTokenType.StartObject, "parameters");
        while (isThere && json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var parameter = new JsonParameter(json);
            parameters = parameters.With(ref parameter);
            json = parameter.Json;
        }

        return parameters;
    }
}
