namespace Orleans.Inference.Gateway.Tests.OpenAI;

public sealed class CompletionRequestTests : CompletionTests
{
    [Fact]
    public async Task A_chat_alone_has_the_protocols_defaults()
    {
        await CallAsync(GoodChat, ChatPath);

        var request = Text.Texts.Single();
        Assert.Equal(new TextRequest { Model = "talker", Messages = request.Messages }, request with { Stop = [], StopTokens = [] }, Same);
        Assert.Equal(("user", "Hi"), (request.Messages.Single().Role, request.Messages.Single().Text));
        Assert.Null(request.Prompt);
    }

    [Fact]
    public async Task A_prompt_alone_has_the_protocols_defaults()
    {
        await CallAsync(GoodText, TextPath);

        var request = Text.Texts.Single();
        Assert.Equal(("Once", (int?)16, 1.0, 1.0, -1, false), (request.Prompt, request.MaxNewTokens, request.Temperature, request.TopP, request.TopK, request.Echo));
        Assert.Empty(request.Messages);
    }

    [Fact]
    public async Task Every_field_arrives()
    {
        await CallAsync("""
            {"model":"talker","messages":[{"role":"user","content":"Hi"}],"temperature":0.25,"top_p":0.5,"top_k":40,"n":1,"max_tokens":7,
            "stop":["a","","b"],"stop_token_ids":[2,3],"presence_penalty":-1.5,"frequency_penalty":2,"repetition_penalty":1.25,
            "affinity_key":"ada","dispatch_policy":"sticky","priority":1,"timeout":1.5,"user":"u","seed":7,"tools":[],"response_format":{"type":"text"},
            "logprobs":false,"store":true,"metadata":{"a":["b"]},"logit_bias":{},"modalities":["text"],"unknown":{"deep":[{}]}}
            """, ChatPath);

        var request = Text.Texts.Single();
        Assert.Equal((0.25, 0.5, 40, (int?)7), (request.Temperature, request.TopP, request.TopK, request.MaxNewTokens));
        Assert.Equal((-1.5, 2, 1.25), (request.PresencePenalty, request.FrequencyPenalty, request.RepetitionPenalty));
        Assert.Equal(["a", "b"], request.Stop);
        Assert.Equal([2, 3], request.StopTokens);
        Assert.Equal(("ada", "sticky", InferencePriority.Interactive), (request.AffinityKey, request.DispatchPolicy, request.Priority));
        Assert.Equal(TimeSpan.FromSeconds(1.5), request.Timeout);
    }

    [Fact]
    public async Task What_is_optional_may_be_null()
    {
        const string Nulls = """
            "temperature":null,"top_p":null,"top_k":null,"n":null,"max_tokens":null,"stop":null,"stream":null,"stream_options":null,"presence_penalty":null,
            "frequency_penalty":null,"repetition_penalty":null,"logprobs":null,"logit_bias":null,"user":null,"affinity_key":null,"priority":null,"timeout":null
            """;
        await CallAsync($$"""{"model":"talker","messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":null,"tools":null,"response_format":null,{{Nulls}}}""", ChatPath);
        await CallAsync($$"""{"model":"talker","prompt":"Once","suffix":null,"echo":null,"best_of":null,{{Nulls}}}""", TextPath);

        Assert.Equal([null, 16], Text.Texts.Select(request => request.MaxNewTokens));
    }

    [Theory]
    [InlineData(""" "max_tokens":5 """, 5)]
    [InlineData(""" "max_completion_tokens":6 """, 6)]
    [InlineData(""" "max_tokens":5,"max_completion_tokens":6 """, 6)]
    [InlineData(""" "max_completion_tokens":6,"max_tokens":5 """, 6)]
    public async Task The_newer_limit_of_tokens_wins(string fields, int expected)
    {
        await CallAsync($$"""{{{fields}},"model":"talker","messages":"Hi"}""", ChatPath);

        Assert.Equal(expected, Text.Texts.Single().MaxNewTokens);
    }

    [Fact]
    public async Task Messages_have_roles_texts_and_images()
    {
        await CallAsync("""
            {"model":"talker","messages":[
            {"role":"developer","content":"Be kind","name":"x"},
            {"role":"user","content":[{"type":"text","text":"What "},{"text":"is \ud83d\ude00?","type":"text"},{"type":"image_url","image_url":{"url":"https://a/b.png","detail":"low"}}]},
            {"role":"assistant","content":null},
            {"content":[{"type":"image_url","image_url":"data:image/png;base64,AAAA"}],"role":"user"},
            {"role":"tool","content":"42","tool_call_id":"c"}]}
            """, ChatPath);

        var messages = Text.Texts.Single().Messages;
        Assert.Equal(["system", "user", "assistant", "user", "tool"], messages.Select(message => message.Role));
        Assert.Equal(["Be kind", "What is 😀?", "", "", "42"], messages.Select(message => message.Text));
        Assert.Equal(["https://a/b.png", "data:image/png;base64,AAAA"], messages.SelectMany(message => message.Parts).Where(part => part.Image is not null).Select(part => part.Image));
    }

    [Fact]
    public async Task A_text_instead_of_messages_is_a_prompt()
    {
        await CallAsync("""{"model":"talker","messages":"USER: Hi ASSISTANT:"}""", ChatPath);

        Assert.Equal("USER: Hi ASSISTANT:", Text.Texts.Single().Prompt);
        Assert.Null(Text.Texts.Single().MaxNewTokens);
    }

    [Fact]
    public async Task A_continuation_has_fields_of_its_own()
    {
        await CallAsync("""{"model":"talker","prompt":["a","b"],"n":2,"best_of":2,"echo":true,"logprobs":3,"stop":"\n"}""", TextPath);

        Assert.Equal(["a", "a", "b", "b"], Text.Texts.Select(request => request.Prompt).Order());
        Assert.All(Text.Texts, request => Assert.Equal((true, (int?)3, "\n"), (request.Echo, request.LogProbabilities, request.Stop.Single())));
    }

    private static bool Same(TextRequest one, TextRequest other) => one with { Stop = default, StopTokens = default } == other with { Stop = default, StopTokens = default };
}
