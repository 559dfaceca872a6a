using System.Text.Json;
using Orleans.Inference.Gateway.OpenInference;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>Reading of values that may be null, which is as good as leaving them out: many clients send all of their fields.</summary>
internal static class OptionalValues
{
    extension(ref Utf8JsonReader json)
    {
        /// <summary>Moves to the value and reads a number.</summary>
        public double? ReadOptionalNumber(string subject, double least, double most)
        {
            json.Read();
            if (json.TokenType == JsonTokenType.Null) return null;
            return json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var value) && value >= least && value <= most
                ? value
                : throw json.Unexpected(subject, FormattableString.Invariant($"a number from {least} to {most}"));
        }

        /// <summary>Moves to the value and reads an integer.</summary>
        public int? ReadOptionalInteger(string subject, int least, int most = int.MaxValue)
        {
            json.Read();
            if (json.TokenType == JsonTokenType.Null) return null;
            return json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var value) && value >= least && value <= most
                ? value
                : throw json.Unexpected(subject, $"an integer from {least} to {most}");
        }

        /// <summary>Moves to the value and reads a boolean.</summary>
        public bool ReadOptionalFlag(string subject)
        {
            json.Read();
            if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null)) throw json.Unexpected(subject, "true or false");
            return json.TokenType == JsonTokenType.True;
        }

        /// <summary>Moves past a value that must say nothing: null, false, 0, or what is empty.</summary>
        /// <param name="subject">The field.</param>
        public void ReadNothing(string subject)
        {
            json.Read();
            var isNothing = json.TokenType switch
            {
                JsonTokenType.Null or JsonTokenType.False => true,
                JsonTokenType.Number => json.TryGetDouble(out var value) && value == 0,
                JsonTokenType.StartArray => json.Read() && json.TokenType == JsonTokenType.EndArray,
                JsonTokenType.StartObject => json.Read() && json.TokenType == JsonTokenType.EndObject,
                _ => false,
            };
            if (!isNothing) throw new InvalidInputException(subject, "none, as it is not supported", "one");
        }
    }
}
