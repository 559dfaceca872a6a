using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenAI;

/// <summary>What all pieces of an answer have in common, encoded once.</summary>
internal sealed class AnswerHead(IAnswerShape shape, string model, DateTimeOffset now)
{
    private readonly JsonEncodedText _id = JsonEncodedText.Encode($"{shape.IdPrefix}{Guid.NewGuid():N}");
    private readonly JsonEncodedText _model = JsonEncodedText.Encode(model, JsonResponse.WriterOptions.Encoder);
    private readonly long _created = now.ToUnixTimeSeconds();

    public IAnswerShape Shape => shape;

    public void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name)
    {
        json.WriteString("id"u8, _id);
        json.WriteString("object"u8, name);
        json.WriteNumber("created"u8, _created);
        json.WriteString("model"u8, _model);
    }
}
