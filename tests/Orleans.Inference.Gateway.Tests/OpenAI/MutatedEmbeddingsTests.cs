using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Gateway.Tests.OpenAI;

/// <summary>Whatever the bytes of a call are, it is answered rightly, or refused as the caller's mistake with the field that is wrong.</summary>
public sealed class MutatedEmbeddingsTests : OpenAITests
{
    private const int Calls = 10_000;

    private static readonly byte[][] Seeds =
    [
        """{"model":"words","input":["The cat","sat \u00e9 on","a mat"],"dimensions":2,"user":"u"}"""u8.ToArray(),
        """{"input":[[1,2,3],[4,5]],"model":"words","encoding_format":"float","more":{"a":[1,null,"x"]}}"""u8.ToArray(),
        """{"model":"words","input":[10,20,30],"encoding_format":null,"dimensions":null}"""u8.ToArray(),
        """{"model":"words","input":"Hello there"}"""u8.ToArray(),
    ];

    private static readonly string[] Pieces =
    [
        "[", "]", "{", "}", ",", ":", "\"", "0", "-1", "1e400", "null", "true", "\\u", "\\ud800", "\\ud83d\\ude00", "[[", "]]", "[]", "\"\"", "1,2", "\n", "\u00ff", "\"input\"", "\"model\"", "2147483648",
    ];

    [Fact]
    public async Task A_call_is_answered_or_refused()
    {
        var random = new Random(7);
        var answered = 0;
        for (var i = 0; i < Calls; i++)
        {
            var body = Mutated(random);
            using var response = await Gateway.Http.PostAsync("/v1/embeddings", new ByteArrayContent(body), Cancellation);
            var text = await response.Content.ReadAsStringAsync(Cancellation);
            using var answer = JsonDocument.Parse(text);
            var told = $"{text} for {Encoding.Latin1.GetString(body)}";
            if (response.StatusCode == HttpStatusCode.OK)
            {
                answered++;
                Assert.True(Lengths(body).SequenceEqual(answer.RootElement.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("embedding")[0].GetInt32())), told);
            }
            else
            {
                Assert.True(response.StatusCode == HttpStatusCode.BadRequest && answer.RootElement.GetProperty("error").GetProperty("param").GetString() is { Length: > 0 }, told);
            }

            if (i % 100 == 0) Assert.Equal(3, (await CallAsync(GoodEmbedding)).GetProperty("data")[0].GetProperty("embedding")[0].GetInt32());
        }

        Assert.InRange(answered, Calls / 20, Calls - 1);
        Assert.DoesNotContain(Gateway.Logs.Entries, entry => entry.Level >= LogLevel.Error);
    }

    /// <summary>The lengths of the texts, as another reader reads them.</summary>
    private static IEnumerable<int> Lengths(byte[] body)
    {
        using var call = JsonDocument.Parse(body);
        var input = call.RootElement.EnumerateObject().Last(static property => property.NameEquals("input")).Value;
        if (input.ValueKind == JsonValueKind.String) return [input.GetString()!.Length];
        return input[0].ValueKind == JsonValueKind.Number
            ? [input.GetArrayLength()]
            : [.. input.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()!.Length : item.GetArrayLength())];
    }

    private static byte[] Mutated(Random random)
    {
        List<byte> body = [.. Seeds[random.Next(Seeds.Length)]];
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var place = random.Next(body.Count);
            var length = Math.Min(random.Next(1, 12), body.Count - place);
            switch (random.Next(4))
            {
                case 0:
                    body.RemoveRange(place, Math.Min(length, body.Count - 1));
                    break;
                case 1:
                    body.InsertRange(place, Encoding.Latin1.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 2:
                    body[place] = (byte)random.Next(256);
                    break;
                default:
                    body.InsertRange(random.Next(body.Count + 1), body.GetRange(place, length));
                    break;
            }
        }

        return [.. body];
    }
}
