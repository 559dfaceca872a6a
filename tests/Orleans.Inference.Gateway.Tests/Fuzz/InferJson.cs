using System.Text;
using System.Text.Json;

namespace Orleans.Inference.Gateway.Tests.Fuzz;

/// <summary>The Open Inference Protocol with tensors as JSON. The model answers with its inputs.</summary>
internal sealed class InferJson : FuzzedProtocol
{
    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        """{"id":"a","inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[[1,2.5],[3e2,-4]]}]}"""u8.ToArray(),
        """{"inputs":[{"name":"x","data":[7,8,9],"shape":[3],"datatype":"INT64"}],"parameters":{"timeout":9000000,"priority":1,"other":{"a":[]}}}"""u8.ToArray(),
        """{"inputs":[{"name":"x","shape":[1,1,4],"datatype":"UINT8","data":[1,2,3,4]},{"name":"y","shape":[2],"datatype":"FP64","data":[0.25,11]}],"outputs":[{"name":"x"},{"name":"y"}]}"""u8.ToArray(),
        """{"inputs":[{"name":"x","shape":[2],"datatype":"BYTES","data":["aé1","2"]},{"name":"b","shape":[2],"datatype":"BOOL","data":[true,false]}]}"""u8.ToArray(),
    ];

    public override HttpRequestMessage Request(byte[] body, Random random)
    {
        ByteArrayContent content = new(body);
        content.Headers.ContentType = new("application/json");
        return new(HttpMethod.Post, "/v2/models/echo/infer") { Content = content };
    }

    public override void CheckAnswer(byte[] sent, HttpResponseMessage response, byte[] answer)
    {
        using var asked = JsonDocument.Parse(sent, new() { AllowDuplicateProperties = true });
        using var answered = JsonDocument.Parse(answer);
        var outputs = answered.RootElement.GetProperty("outputs");
        var inputs = asked.RootElement.GetProperty("inputs");
        foreach (var input in inputs.EnumerateArray())
        {
            var output = outputs.EnumerateArray().FirstOrDefault(candidate => candidate.GetProperty("name").GetString() == input.GetProperty("name").GetString());
            if (output.ValueKind == JsonValueKind.Undefined && asked.RootElement.TryGetProperty("outputs", out _)) continue; // not asked for
            Assert.Equal(input.GetProperty("datatype").GetString(), output.GetProperty("datatype").GetString());
            Assert.Equal(Flat(input.GetProperty("shape")), Flat(output.GetProperty("shape")));
            Assert.Equal(Flat(input.GetProperty("data")), Flat(output.GetProperty("data")));
        }
    }

    public override string ErrorOf(HttpResponseMessage response, byte[] answer)
    {
        using var document = JsonDocument.Parse(answer);
        return Assert.Single(document.RootElement.EnumerateObject(), property => property.Name == "error").Value.GetString()!;
    }

    /// <summary>The elements one after the other, numbers as singles: what is written with fewer digits is the same single.</summary>
    private static string Flat(JsonElement element)
    {
        StringBuilder text = new();
        Append(element);
        return text.ToString();

        void Append(JsonElement item)
        {
            if (item.ValueKind == JsonValueKind.Array)
            {
                foreach (var inner in item.EnumerateArray()) Append(inner);
                return;
            }

            text.Append(item.ValueKind == JsonValueKind.Number ? item.GetSingle().ToString("R", System.Globalization.CultureInfo.InvariantCulture) : item.ToString()).Append(';');
        }
    }
}
