using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>A parameter in JSON, at its name. Who made it goes on behind it: with <see cref="Json"/>.</summary>
internal ref struct JsonParameter(Utf8JsonReader json) : IParameter
{
    private Utf8JsonReader _json = json;

    /// <summary>The JSON behind the parameter.</summary>
    public readonly Utf8JsonReader Json => _json;

    public bool IsNamed(ReadOnlySpan<byte> name) => _json.IsKey(name);

    public long ReadCount(string subject, long most) => _json.ReadCount(subject, most);

    public bool ReadFlag(string subject) => _json.ReadFlag(subject);

    public string? ReadOptionalText(string subject) => _json.ReadOptionalText(subject);

    public bool ReadIsGiven()
    {
        _json.Read();
        var isGiven = _json.TokenType switch
        {
            JsonTokenType.Null or JsonTokenType.False => false,
            JsonTokenType.Number => !_json.ValueSpan.SequenceEqual("0"u8),
            JsonTokenType.String => !_json.ValueSpan.IsEmpty,
            _ => true,
        };
        _json.Skip();
        return isGiven;
    }

    public void Pass() => _json.ReadPast();
}
