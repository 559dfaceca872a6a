using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using ChatFinishReason = OpenAI.Chat.ChatFinishReason;

namespace Orleans.Inference.Gateway.Tests.OpenAI;

/// <summary>The client that OpenAI makes for .NET, and Microsoft.Extensions.AI over it.</summary>
public sealed class CompletionSdkTests : CompletionTests
{
    [Fact]
    public async Task The_sdk_chats()
    {
        var answer = await Chat().CompleteChatAsync(
            [new SystemChatMessage("Be kind"), new UserChatMessage("Hi")], new() { MaxOutputTokenCount = 50, Temperature = 0.5f, StopSequences = { "\n" } }, Cancellation);

        Assert.Equal(("Hello, world", ChatFinishReason.Stop, "talker"), (answer.Value.Content[0].Text, answer.Value.FinishReason, answer.Value.Model));
        Assert.Equal((3, 3, 6), (answer.Value.Usage.InputTokenCount, answer.Value.Usage.OutputTokenCount, answer.Value.Usage.TotalTokenCount));
        var request = Text.Texts.Single();
        Assert.Equal(((int?)50, 0.5, "\n"), (request.MaxNewTokens, request.Temperature, request.Stop.Single()));
        Assert.Equal(["system", "user"], request.Messages.Select(message => message.Role));
    }

    [Fact]
    public async Task The_sdk_sends_images()
    {
        await Chat().CompleteChatAsync(
            [new UserChatMessage(ChatMessageContentPart.CreateTextPart("What is it?"), ChatMessageContentPart.CreateImagePart(new Uri("https://a/b.png")))], cancellationToken: Cancellation);

        Assert.Equal([("What is it?", null), ("", "https://a/b.png")], Text.Texts.Single().Messages.Single().Parts.Select(part => (part.Text, part.Image)));
    }

    [Fact]
    public async Task The_sdk_streams()
    {
        List<StreamingChatCompletionUpdate> updates = [];
        await foreach (var update in Chat().CompleteChatStreamingAsync([new UserChatMessage("Hi")], cancellationToken: Cancellation)) updates.Add(update);

        Assert.Equal("Hello, world", string.Concat(updates.SelectMany(update => update.ContentUpdate).Select(part => part.Text)));
        Assert.Equal(ChatMessageRole.Assistant, updates[0].Role);
        Assert.Contains(updates, update => update.FinishReason == ChatFinishReason.Stop);
        Assert.Equal(6, updates[^1].Usage.TotalTokenCount);
    }

    [Fact]
    public async Task The_sdk_sees_no_end_of_a_stream_that_breaks()
    {
        // Unlike the one for JavaScript, this client does not throw at the event of an error.
        Text.Generate = (_, _) => TextStreams.Fail(new NoWorkerException("talker", "its worker was lost"), "Hel");
        List<StreamingChatCompletionUpdate> updates = [];
        await foreach (var update in Chat().CompleteChatStreamingAsync([new UserChatMessage("Hi")], cancellationToken: Cancellation)) updates.Add(update);

        Assert.Equal("Hel", string.Concat(updates.SelectMany(update => update.ContentUpdate).Select(part => part.Text)));
        Assert.DoesNotContain(updates, update => update.FinishReason is not null);
    }

    [Fact]
    public async Task The_sdk_understands_an_error()
    {
        Text.Generate = (request, _) => throw new ModelNotFoundException(request.Model, null, ["talker"]);

        var error = await Assert.ThrowsAsync<ClientResultException>(() => Chat().CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: Cancellation));

        Assert.Equal(404, error.Status);
        Assert.Contains("model_not_found", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_sdk_comes_back_when_a_full_queue_says_so(bool isStream)
    {
        Text.Generate = (_, _) =>
        {
            Text.Generate = (_, _) => TextStreams.Say("Hello");
            throw new QueueFullException("talker", 8, TimeSpan.FromMilliseconds(20));
        };

        var text = isStream ? await ReadStreamAsync() : (await Chat().CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: Cancellation)).Value.Content[0].Text;

        Assert.Equal("Hello", text);
        Assert.Equal(2, Text.Texts.Count);
    }

    [Fact]
    public async Task A_chat_client_of_the_extensions_chats_and_streams()
    {
        using var client = Chat().AsIChatClient();

        var answer = await client.GetResponseAsync("Hi", cancellationToken: Cancellation);
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in client.GetStreamingResponseAsync("Hi", cancellationToken: Cancellation)) updates.Add(update);

        Assert.Equal(("Hello, world", 6), (answer.Text, answer.Usage?.TotalTokenCount));
        Assert.Equal("Hello, world", updates.ToChatResponse().Text);
    }

    private async Task<string> ReadStreamAsync()
    {
        var text = "";
        await foreach (var update in Chat().CompleteChatStreamingAsync([new UserChatMessage("Hi")], cancellationToken: Cancellation)) text += string.Concat(update.ContentUpdate.Select(part => part.Text));
        return text;
    }

    private ChatClient Chat() => new OpenAIClient(
        new ApiKeyCredential("none"), new() { Endpoint = new(Gateway.Http.BaseAddress!, "/v1"), RetryPolicy = new ClientRetryPolicy(2) }).GetChatClient("talker");
}
