using System.Text;
using Orleans.Inference.Gateway.OpenAI;

namespace Orleans.Inference.Gateway.Tests.OpenAI;

/// <summary>Whatever the bytes of a call are, it is read or refused as the caller's mistake: nothing else is thrown.</summary>
public sealed class MutatedCallTests
{
    private const int Bodies = 20_000;

    private static readonly byte[][] Seeds =
    [
        """
        {"model":"m","messages":[{"role":"user","content":"a\u00e9b"},{"role":"user","content":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"u"}}]}],
        "temperature":0.5,"stop":["a"],"stream":true,"stream_options":{"include_usage":true},"response_format":{"type":"text"},"tools":[],"n":2}
        """u8.ToArray(),
        """
        {"model":"m","prompt":["a","b"],"max_tokens":5,"logprobs":2,"stop":"x","stop_token_ids":[1,2],"best_of":1,"logit_bias":{},"timeout":1.5,"priority":1}
        """u8.ToArray(),
    ];

    private static readonly string[] Pieces =
    [
        "[", "]", "{", "}", ",", ":", "\"", "0", "-1", "1e400", "null", "true", "\\u", "\\ud800", "NaN", "[[", "]]", "[]", "{}", "0,0", "\n", "\u00ff", "\"role\"", "\"content\"",
        "9223372036854775807",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_call_is_read_or_refused(int seed)
    {
        var random = new Random(seed);
        var refused = 0;
        for (var i = 0; i < Bodies; i++)
        {
            var which = random.Next(Seeds.Length);
            var body = BodyMutation.Of(random, Seeds[which], Pieces);
            try
            {
                var call = which == 0 ? ChatCallReader.Read(body) : TextCallReader.Read(body);
                Assert.NotEmpty(call.Requests);
            }
            catch (InvalidInputException)
            {
                refused++;
            }
            catch (Exception exception)
            {
                Assert.Fail($"{exception} for {Encoding.Latin1.GetString(body)}");
            }
        }

        Assert.InRange(refused, Bodies / 2, Bodies - 1);
    }
}
