using System.Collections.Immutable;
using System.Text.Json;
using Orleans.Inference.FastChat.Conversations;
using Orleans.Inference.FastChat.Http;

namespace Orleans.Inference.Gateway.Tests.FastChat;

/// <summary>A chat of three turns in every style, as the models were trained on.</summary>
public sealed class PromptStylesTests
{
    private const string U = "USER", A = "ASSISTANT";

    [Theory]
    [InlineData(1, U, A, "\n", null, "S\nUSER: q1\nASSISTANT: a1\nUSER: q2\nASSISTANT:")]
    [InlineData(2, U, A, " ", "</s>", "S USER: q1 ASSISTANT: a1</s>USER: q2 ASSISTANT:")]
    [InlineData(3, U, A, "\n", null, "S\nUSER: q1\nASSISTANT: a1\nUSER: q2\nASSISTANT: ")]
    [InlineData(4, "<|user|>", "<|bot|>", "\n", null, "S<|user|>q1\n<|bot|>a1\n<|user|>q2\n<|bot|>")]
    [InlineData(5, "[INST]", "[/INST]", " ", "</s>", "S[INST]q1 [/INST]a1</s>[INST]q2 [/INST]")]
    [InlineData(6, U, A, "\n\n", null, "S\n\nUSER\nq1\n\nASSISTANT\na1\n\nUSER\nq2\n\nASSISTANT\n")]
    [InlineData(7, "[INST]", "[/INST]", " ", " </s><s>", "Sq1 [/INST] a1 </s><s>[INST] q2 [/INST]")]
    [InlineData(8, "user", "assistant", "", null, "<|begin_of_text|>S<|start_header_id|>user<|end_header_id|>\n\nq1<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\na1<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nq2<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n")]
    [InlineData(9, "问", "答", "\n", null, "S\n[Round 0]\n问：q1\n答：a1\n[Round 1]\n问：q2\n答：")]
    [InlineData(10, "<|im_start|>user", "<|im_start|>assistant", "<|im_end|>", null, "S<|im_end|>\n<|im_start|>user\nq1<|im_end|>\n<|im_start|>assistant\na1<|im_end|>\n<|im_start|>user\nq2<|im_end|>\n<|im_start|>assistant\n")]
    [InlineData(11, "<|User|>", "<|Bot|>", "<eoh>", "<eoa>", "S<s><|User|>:q1<eoh>\n<|Bot|>:a1<eoa>\n<s><|User|>:q2<eoh>\n<|Bot|>:")]
    [InlineData(12, "### Instruction", "### Response", "\n\n", "### End", "S### Instruction:\nq1\n\n### Response:\na1### End\n\n### Instruction:\nq2\n\n### Response:\n")]
    [InlineData(13, "Bob", "Alice", "", null, "SBob: q1\n\nAlice: a1\n\nBob: q2\n\nAlice:")]
    [InlineData(14, "Human", "Assistant", "</s>", null, "SHuman: <s>q1</s>Assistant: <s>a1</s>Human: <s>q2</s>Assistant: <s>")]
    [InlineData(15, "###Human", "###Assistant", "\n", null, "S\n###Human:\nq1\n###Assistant:\na1\n###Human:\nq2\n###Assistant:\n")]
    [InlineData(16, "User", "Falcon", "\n", null, "S\nUser: q1\nFalcon: a1\nUser: q2\nFalcon:")]
    [InlineData(17, "<|user|>", "<|assistant|>", "", null, "S<|user|>\nq1<|assistant|>\na1<|user|>\nq2<|assistant|>")]
    [InlineData(18, "User", "Assistant", "\n\n", "<eos>", "SUser: q1\n\nAssistant: a1<eos>User: q2\n\nAssistant:")]
    [InlineData(19, "### Instruction", "### Response", "\n\n", "Let's think step by step.", "S\n\n### Instruction:\nq1\n\n### Response: Let's think step by step.a1### Instruction:\nq2\n\n### Response: Let's think step by step.")]
    [InlineData(20, "user", "assistant", "<sep>", "\n", "S\nq1<n>a1<n>q2<sep>")]
    [InlineData(21, "user", "model", "<end_of_turn>\n", null, "<bos><start_of_turn>user\nq1<end_of_turn>\n<start_of_turn>model\na1<end_of_turn>\n<start_of_turn>user\nq2<end_of_turn>\n<start_of_turn>model\n")]
    [InlineData(22, U, A, " ", "</s>", "S USER: q2 ASSISTANT:")]
    [InlineData(23, U, A, "\n", null, "S\nUSER: q1\nASSISTANT: a1\nUSER: q2\nASSISTANT:")]
    public void A_chat_is_rendered_as_its_style_says(int style, string user, string assistant, string separator, string? second, string expected)
    {
        var prompt = ChatRendering.Render(Request("S"), Template(style, user, assistant, separator, second));

        Assert.Equal(expected, prompt.Text);
    }

    [Theory]
    [InlineData(6, "USER\nq1\n")]
    [InlineData(7, "[INST] q1 ")]
    [InlineData(10, "USER\nq1\n\n")]
    [InlineData(16, "USER: q1\n")]
    public void Nothing_stands_for_a_system_that_says_nothing(int style, string expected)
    {
        var prompt = ChatRendering.Render(Request(""), Template(style, U, A, "\n", null));

        Assert.StartsWith(expected, prompt.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_second_ChatGLM_counts_from_one()
    {
        var template = Template(9, "问", "答", "\n\n", null);

        var prompt = ChatRendering.Render(Request(""), template with { Conversation = template.Conversation with { Name = "chatglm2" } });

        Assert.StartsWith("[Round 1]\n\n问：q1", prompt.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_frame_of_the_system_the_examples_and_the_stops_are_the_templates_own()
    {
        var template = ConversationTemplate.Read("""
            {"name":"x","system_template":"<<{system_message}>>","system_message":"own","roles":["U","A"],"messages":[["U","e1"],["A","e2"]],"offset":2,
             "sep_style":1,"sep":"\n","sep2":null,"stop_str":["###","END"],"stop_token_ids":[1,2]}
            """);

        var prompt = ChatRendering.Render(new() { Model = "m", Messages = [Said("user", "q")], Stop = ["END", "mine"], Continuation = " so far" }, template);

        Assert.Equal("<<own>>\nU: e1\nA: e2\nU: q\nA: so far", prompt.Text);
        Assert.Equal(["END", "mine", "###"], prompt.Stop);
        Assert.Equal([1, 2], prompt.StopTokens);
    }

    [Fact]
    public void Images_leave_marks_and_go_beside_the_prompt()
    {
        ChatMessage message = new("user", [new("", "https://example.org/a.png"), new("What is it?"), new("", "data:image/png;base64,QUJD")]);

        var prompt = ChatRendering.Render(new() { Model = "m", Messages = [message] }, ConversationTemplate.Plain);

        Assert.Contains("USER: $$<image>$$$$<image>$$What is it?\n", prompt.Text, StringComparison.Ordinal);
        Assert.Equal(["https://example.org/a.png", "QUJD"], prompt.Images);
    }

    [Theory]
    [InlineData("/etc/passwd.png")]
    [InlineData("file:///etc/shadow")]
    [InlineData("data:image/svg+xml,<svg/>")]
    public void An_image_that_could_be_a_file_is_refused(string image)
    {
        TextRequest request = new() { Model = "m", Messages = [new("user", [new("", image)])] };

        Assert.Throws<InvalidInputException>(() => ChatRendering.Render(request, ConversationTemplate.Plain));
    }

    [Fact]
    public void A_role_that_no_template_has_is_refused()
    {
        var error = Assert.Throws<InvalidInputException>(() => ChatRendering.Render(new() { Model = "m", Messages = [Said("tool", "1")] }, ConversationTemplate.Plain));

        Assert.Contains("tool", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"sep_style":99,"roles":["U","A"]}""")]
    [InlineData("""{"sep_style":1,"roles":["U"]}""")]
    public void A_template_that_is_none_is_said_to_be(string json) =>
        Assert.Equal(CallFailure.Malformed, Assert.Throws<WorkerCallException>(() => ConversationTemplate.Read(json)).Failure);

    private static TextRequest Request(string system) => new()
    {
        Model = "m",
        Messages = [Said("system", system), Said("user", "q1"), Said("assistant", "a1"), Said("user", "q2")],
    };

    private static ChatMessage Said(string role, string text) => new(role, [new(text)]);

    private static ConversationTemplate Template(int style, string user, string assistant, string separator, string? second) => ConversationTemplate.Read(JsonSerializer.Serialize(new
    {
        name = "test",
        system_template = "{system_message}",
        system_message = "",
        roles = (string[])[user, assistant],
        messages = ImmutableArray<string>.Empty,
        offset = 0,
        sep_style = style,
        sep = separator,
        sep2 = second,
        stop_str = (string?)null,
        stop_token_ids = (int[]?)null,
    }));
}
