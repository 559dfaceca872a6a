using System.Text;
using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Reading of single JSON values with errors that say what was expected and what was given.</summary>
internal static class JsonReading
{
    private const int MostGivenBytes = 40;

    extension(ref Utf8JsonReader json)
    {
        /// <summary>Whether the key that is being read is <paramref name="key"/>.</summary>
        public bool IsKey(ReadOnlySpan<byte> key)
        {
            if (!json.ValueIsEscaped) return json.ValueSpan.SequenceEqual(key);
            try
            {
                return json.ValueTextEquals(key);
            }
            catch (InvalidOperationException)
            {
                throw json.Unexpected("key", "valid Unicode");
            }
        }

        /// <summary>Moves to the value and insists on how it starts.</summary>
        public void ReadStart(JsonTokenType start, string subject)
        {
            json.Read();
            json.ExpectStart(start, subject);
        }

        /// <summary>Moves to the value and insists on how it starts, unless it is null: many callers send what they leave out.</summary>
        /// <returns>Whether there is something to read.</returns>
        public bool ReadOptionalStart(JsonTokenType start, string subject)
        {
            json.Read();
            if (json.TokenType == JsonTokenType.Null) return false;
            json.ExpectStart(start, subject);
            return true;
        }

        /// <summary>Insists on how the value starts.</summary>
        public void ExpectStart(JsonTokenType start, string subject)
        {
            if (json.TokenType != start) throw json.Unexpected(subject, start is JsonTokenType.StartArray ? "an array" : "an object");
        }

        /// <summary>Moves to the value and reads a text.</summary>
        public string ReadText(string subject)
        {
            json.Read();
            return json.Text(subject);
        }

        /// <summary>Moves to the value and reads a text, which may be null.</summary>
        public string? ReadOptionalText(string subject)
        {
            json.Read();
            return json.TokenType == JsonTokenType.Null ? null : json.Text(subject);
        }

        /// <summary>Reads the value as a text.</summary>
        public string Text(string subject)
        {
            if (json.TokenType != JsonTokenType.String) throw json.Unexpected(subject, "a string");
            try
            {
                return json.GetString()!;
            }
            catch (InvalidOperationException)
            {
                // Bytes that are no UTF-8, or half of a surrogate pair, are found only when the text is decoded.
                throw json.Unexpected(subject, "a string of valid Unicode");
            }
        }

        /// <summary>Moves to the value and reads an integer that is not negative.</summary>
        public long ReadCount(string subject, long most)
        {
            json.Read();
            return json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var value) && value >= 0 && value <= most
                ? value
                : throw json.Unexpected(subject, $"an integer from 0 to {most}");
        }

        /// <summary>Moves to the value and reads a number.</summary>
        public double ReadNumber(string subject)
        {
            json.Read();
            return json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var value) ? value : throw json.Unexpected(subject, "a number");
        }

        /// <summary>Moves to the value and reads a boolean.</summary>
        public bool ReadFlag(string subject)
        {
            json.Read();
            if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False)) throw json.Unexpected(subject, "true or false");
            return json.GetBoolean();
        }

        /// <summary>Moves past the value.</summary>
        public void ReadPast()
        {
            json.Read();
            json.Skip();
        }

        /// <summary>The error for a value that is not what it must be.</summary>
        public InvalidInputException Unexpected(string subject, string expected) => new(subject, expected, json.Given());

        private string Given() => json.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.String or JsonTokenType.PropertyName => $"the string \"{Shortened(json.ValueSpan)}\"",
            _ => Shortened(json.ValueSpan),
        };
    }

    private static string Shortened(ReadOnlySpan<byte> raw) =>
        raw.Length <= MostGivenBytes ? Encoding.UTF8.GetString(raw) : $"{Encoding.UTF8.GetString(raw[..MostGivenBytes])}…";
}
