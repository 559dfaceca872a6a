using System.Buffers.Binary;
using System.Text.Json;

namespace Orleans.Inference.Gateway.Tests.OpenAI;

public sealed class EmbeddingsTests : OpenAITests
{
    [Fact]
    public async Task A_text_becomes_a_vector()
    {
        var answer = await CallAsync("""{"model":"words","input":"Hello"}""");

        Assert.Equal(
            """{"object":"list","model":"words","usage":{"prompt_tokens":5,"total_tokens":5},"data":[{"object":"embedding","index":0,"embedding":[5,0,0.1]}]}""",
            answer.GetRawText());
        Assert.Equal(("words", "Hello", null), (Text.Embeddings.Single().Model, Text.Embeddings.Single().Inputs.Single().Text, Text.Embeddings.Single().Dimensions));
    }

    [Theory]
    [InlineData("""["a","bc","de\u0301"]""", "a|bc|de\u0301")]
    [InlineData("""["a"]""", "a")]
    [InlineData("""[1,2,3]""", "1,2,3")]
    [InlineData("""[[1],[2,3]]""", "1|2,3")]
    [InlineData("""[ "\ud83d\ude00" ]""", "\ud83d\ude00")]
    public async Task Texts_and_tokens_come_in_every_form_and_keep_their_order(string input, string expected)
    {
        var answer = await CallAsync($$"""{"input":{{input}},"model":"words"}""");

        var inputs = Text.Embeddings.Single().Inputs;
        Assert.Equal(expected.Split('|'), inputs.Select(given => given.Text ?? string.Join(',', given.Tokens)));
        Assert.Equal(Enumerable.Range(0, inputs.Length), answer.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("index").GetInt32()));
        Assert.Equal(inputs.Select(given => given.Text?.Length ?? given.Tokens.Length), answer.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("embedding")[0].GetInt32()));
    }

    [Fact]
    public async Task Base64_is_little_endian_floats()
    {
        var answer = await CallAsync("""{"model":"words","input":["ab","c"],"encoding_format":"base64"}""");

        Assert.Equal([2, 0, 0.1f], Decode(answer.GetProperty("data")[0]));
        Assert.Equal([1, 1, 0.1f], Decode(answer.GetProperty("data")[1]));
    }

    [Theory]
    [InlineData("\"dimensions\":2", 2)]
    [InlineData("\"dimensions\":null", 3)]
    [InlineData("\"encoding_format\":\"float\"", 3)]
    [InlineData("\"encoding_format\":null,\"user\":\"u-1\",\"unknown\":{\"deep\":[1,{}]}", 3)]
    public async Task Fewer_dimensions_are_asked_for_and_what_is_unknown_is_passed_over(string more, int dimensions)
    {
        var answer = await CallAsync($$"""{"model":"words","input":"a",{{more}}}""");

        Assert.Equal(dimensions, answer.GetProperty("data")[0].GetProperty("embedding").GetArrayLength());
        Assert.Null(Text.Embeddings.Single().AffinityKey);
    }

    [Fact]
    public async Task The_path_may_name_the_model()
    {
        await CallAsync("""{"input":"a"}""", "/v1/engines/words/embeddings");

        Assert.Equal("words", Text.Embeddings.Single().Model);
    }

    [Theory]
    [InlineData("float")]
    [InlineData("base64")]
    public async Task As_many_texts_as_are_allowed_are_answered(string format)
    {
        var texts = Enumerable.Range(0, 2048).Select(i => new string('x', 1 + (i % 5))).ToArray();

        var answer = await CallAsync(JsonSerializer.Serialize(new { model = "words", input = texts, encoding_format = format }));

        var data = answer.GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(texts.Select(text => (float)text.Length), data.Select(item => format == "float" ? item.GetProperty("embedding")[0].GetSingle() : Decode(item)[0]));
    }

    private static float[] Decode(JsonElement item)
    {
        var bytes = item.GetProperty("embedding").GetBytesFromBase64();
        return [.. bytes.Chunk(4).Select(chunk => BinaryPrimitives.ReadSingleLittleEndian(chunk))];
    }
}
