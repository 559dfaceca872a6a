using System.Text.Json;
using Orleans.Inference.FastChatWorker;

namespace Orleans.Inference.Gateway.Tests.FastChat;

/// <summary>Texts that external workers generate, with and without trouble.</summary>
public sealed class TextTests(FastChatSilo silo) : IClassFixture<FastChatSilo>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(int.MaxValue)]
    public async Task A_chat_is_streamed_as_it_is_wherever_the_network_cuts_it(int writeSize)
    {
        await using var worker = await silo.StartWorkerAsync($"cut-{writeSize}", plan => (plan.WriteSize, plan.Answer) = (writeSize, "Grüße aus 東京 with a 😀 at the end."));

        var updates = await silo.ChatAsync($"cut-{writeSize}");

        Assert.Equal(worker.Plan.Answer, FastChatSilo.TextOf(updates));
        Assert.Equal("stop", updates[^1].FinishReason);
        Assert.All(updates.SkipLast(1), update => Assert.Null(update.FinishReason));
        Assert.Equal(FakeFastChatWorker.CountTokens(worker.Plan.Answer), updates[^1].Usage!.Value.CompletionTokens);
        var request = Assert.Single(worker.Requests);
        Assert.Equal("A chat. USER: Say it. ASSISTANT:", request.GetProperty("prompt").GetString());
        Assert.False(request.GetProperty("echo").GetBoolean());
    }

    [Fact]
    public async Task A_worker_that_never_says_why_it_ends_has_ended()
    {
        await using var worker = await silo.StartWorkerAsync("mute", plan => plan.FinishReason = null);

        var updates = await silo.ChatAsync("mute");

        Assert.Equal((worker.Plan.Answer, "stop"), (FastChatSilo.TextOf(updates), updates[^1].FinishReason));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, null)]
    [InlineData(4, null)]
    [InlineData(0, "lottery")]
    [InlineData(4, "power_of_two")]
    [InlineData(4, "round_robin")]
    [InlineData(4, "least_latency")]
    [InlineData(4, "sticky")]
    [InlineData(4, "local_first")]
    public async Task A_worker_that_dies_is_replaced_unseen(int after, string? policy)
    {
        var model = $"dying-{after}-{policy}";
        await using var one = await silo.StartWorkerAsync(model, plan => plan.DiesAfter = after);
        await using var two = await silo.StartWorkerAsync(model, plan => plan.DiesAfter = after);

        var chat = silo.ChatAsync(model, policy: policy);
        await FastChatSilo.UntilAsync(() => Task.FromResult(one.Requests.Count + two.Requests.Count > 0 || chat.IsCompleted));
        (one.Requests.Count > 0 ? two : one).Plan.DiesAfter = null;
        var updates = await chat;

        Assert.Equal(one.Plan.Answer, FastChatSilo.TextOf(updates));
        Assert.Equal(FakeFastChatWorker.CountTokens(one.Plan.Answer), updates[^1].Usage!.Value.CompletionTokens);
    }

    [Fact]
    public async Task What_was_delivered_is_the_next_workers_beginning_and_is_not_generated_twice()
    {
        await using var dying = await silo.StartWorkerAsync("continued", plan => plan.DiesAfter = 3);
        await using var other = await silo.StartWorkerAsync("continued");

        // One of them gets it first; until that is the one that dies, it is asked again.
        List<TextUpdate> updates;
        do updates = await silo.ChatAsync("continued", maxNewTokens: 6);
        while (dying.Requests.Count == 0);

        Assert.Equal("The quick brown fox jumps over", FastChatSilo.TextOf(updates));
        Assert.Equal(("length", 6), (updates[^1].FinishReason, updates[^1].Usage!.Value.CompletionTokens));
        var last = other.Requests.Last();
        Assert.Equal("A chat. USER: Say it. ASSISTANT:The quick brown", last.GetProperty("prompt").GetString());
        Assert.Equal(3, last.GetProperty("max_new_tokens").GetInt32());
    }

    [Fact]
    public async Task Without_another_worker_the_loss_is_an_error()
    {
        await using var worker = await silo.StartWorkerAsync("only", plan => plan.DiesAfter = 2);

        var error = await Assert.ThrowsAnyAsync<InferenceException>(() => silo.ChatAsync("only"));

        Assert.True(error is NoWorkerException or ExecutionFailedException, error.ToString());
    }

    [Fact]
    public async Task Whole_answers_go_elsewhere_too()
    {
        await using var dying = await silo.StartWorkerAsync("whole", plan => plan.DiesAfter = 0);
        await using var well = await silo.StartWorkerAsync("whole");

        for (var i = 0; i < 6; i++)
            Assert.Equal(well.Plan.Answer, (await silo.Text.CompleteAsync(FastChatSilo.Chat("whole"), Cancellation)).Text);
    }

    [Fact]
    public async Task Who_leaves_a_stream_ends_the_work()
    {
        await using var worker = await silo.StartWorkerAsync("left", plan => plan.WaitsAfterFirst = true);

        await foreach (var update in silo.Text.GenerateAsync(FastChatSilo.Chat("left"), Cancellation))
        {
            Assert.NotEmpty(update.Text);
            break;
        }

        await FastChatSilo.UntilAsync(() => Task.FromResult(worker.Aborted == 1));
        await FastChatSilo.UntilAsync(async () => (await silo.FindAsync(worker))!.QueueLength == 0);
    }

    [Fact]
    public async Task A_client_that_gives_up_ends_the_work()
    {
        await using var worker = await silo.StartWorkerAsync("cancelled", plan => plan.WaitsAfterFirst = true);
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in silo.Text.GenerateAsync(FastChatSilo.Chat("cancelled"), caller.Token)) await caller.CancelAsync();
        });

        await FastChatSilo.UntilAsync(() => Task.FromResult(worker.Aborted == 1));
    }

    [Fact]
    public async Task A_deadline_ends_a_stream()
    {
        await using var worker = await silo.StartWorkerAsync("late", plan => plan.WaitsAfterFirst = true);

        await Assert.ThrowsAsync<DeadlineExceededException>(async () =>
        {
            await foreach (var _ in silo.Text.GenerateAsync(FastChatSilo.Chat("late") with { Timeout = TimeSpan.FromSeconds(1) }, Cancellation)) ;
        });

        await FastChatSilo.UntilAsync(() => Task.FromResult(worker.Aborted == 1));
    }

    [Fact]
    public async Task A_request_counts_as_the_workers_while_it_is_there()
    {
        await using var worker = await silo.StartWorkerAsync("counted", plan => plan.WaitsAfterFirst = true);

        await foreach (var _ in silo.Text.GenerateAsync(FastChatSilo.Chat("counted"), Cancellation))
        {
            await FastChatSilo.UntilAsync(async () => (await silo.FindAsync(worker))!.QueueLength == 1);
            break;
        }
    }

    [Fact]
    public async Task A_prompt_that_fills_the_context_is_refused_with_both_numbers()
    {
        await using var worker = await silo.StartWorkerAsync("short", plan => plan.ContextLength = 6);

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => silo.ChatAsync("short"));

        Assert.Contains("6 tokens", error.Message, StringComparison.Ordinal);
        Assert.Contains("context length is 6", error.Message, StringComparison.Ordinal);
        Assert.Empty(worker.Requests);
    }

    [Fact]
    public async Task As_many_tokens_are_asked_for_as_the_context_has_room_for()
    {
        await using var worker = await silo.StartWorkerAsync("roomy", plan => plan.ContextLength = 10);

        await silo.ChatAsync("roomy", maxNewTokens: null);

        Assert.Equal(3, Assert.Single(worker.Requests).GetProperty("max_new_tokens").GetInt32()); // 10, less the 6 of the prompt, less the one that workers keep
    }

    [Fact]
    public async Task A_worker_that_tells_neither_context_nor_template_works()
    {
        await using var worker = await silo.StartWorkerAsync("bare", plan => plan.ContextLength = 0);

        var updates = await silo.ChatAsync("bare", maxNewTokens: null);

        Assert.Equal(worker.Plan.Answer, FastChatSilo.TextOf(updates));
        Assert.False(Assert.Single(worker.Requests).TryGetProperty("max_new_tokens", out _));
    }

    [Theory]
    [InlineData(40303, typeof(InvalidInputException))]
    [InlineData(42903, typeof(QueueFullException))]
    [InlineData(50002, typeof(ExecutionFailedException))]
    [InlineData(50005, typeof(NoWorkerException))]
    public async Task Errors_of_a_worker_are_those_of_the_cluster(int code, Type error)
    {
        await using var worker = await silo.StartWorkerAsync($"wrong-{code}", plan => plan.Error = (code, "it went wrong"));

        Assert.IsType(error, await Record.ExceptionAsync(() => silo.ChatAsync($"wrong-{code}")));
        Assert.IsType(error, await Record.ExceptionAsync(() => silo.Text.CompleteAsync(FastChatSilo.Chat($"wrong-{code}"), Cancellation)));
    }

    [Fact]
    public async Task Images_go_to_those_who_take_them_alone()
    {
        await using var blind = await silo.StartWorkerAsync("blind");
        await using var seeing = await silo.StartWorkerAsync("sighted", plan => plan.IsMultimodal = true);
        ChatMessage message = new("user", [new("What is it?"), new("", "data:image/png;base64,QUJD")]);

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => silo.Text.CompleteAsync(new() { Model = "blind", Messages = [message] }, Cancellation));
        await silo.Text.CompleteAsync(new() { Model = "sighted", Messages = [message] }, Cancellation);

        Assert.Contains("takes no images", error.Message, StringComparison.Ordinal);
        Assert.Equal("QUJD", Assert.Single(Assert.Single(seeing.Requests).GetProperty("images").EnumerateArray()).GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Texts_become_vectors_in_either_encoding(bool isBase64)
    {
        await using var worker = await silo.StartWorkerAsync($"vectors-{isBase64}", plan => plan.EmbedsBase64 = isBase64);

        var answer = await silo.Text.EmbedAsync(new() { Model = $"vectors-{isBase64}", Inputs = [.. Enumerable.Range(1, 40).Select(length => (EmbeddingInput)new string('x', length))] }, Cancellation);

        Assert.Equal([40, 3], answer.Vectors.Shape.ToArray());
        Assert.Equal([40, 0.5f, -1], answer.Vectors.AsSpan<float>()[^3..].ToArray());
        Assert.Equal(40, answer.Tokens);
        Assert.True(worker.Requests.Count > 1); // not all in one go
    }

    [Fact]
    public async Task A_worker_without_embeddings_is_known_as_one_when_it_was_asked()
    {
        await using var without = await silo.StartWorkerAsync("wordy", plan => plan.HasEmbeddings = false);

        await Assert.ThrowsAnyAsync<InferenceException>(() => silo.Text.EmbedAsync(new() { Model = "wordy", Inputs = ["a"] }, Cancellation));
        await FastChatSilo.UntilAsync(async () => !(await silo.FindAsync(without))!.Models[0].Metadata!.Text.HasFlag(TextCapabilities.Embedding));

        Assert.Contains("Generation", (await Assert.ThrowsAsync<InvalidInputException>(() => silo.Text.EmbedAsync(new() { Model = "wordy", Inputs = ["a"] }, Cancellation))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_template_is_asked_again_when_the_worker_registers_again()
    {
        await using var worker = await silo.StartWorkerAsync("changed");
        await silo.ChatAsync("changed");
        worker.Plan.Conversation = worker.Plan.Conversation.Replace("A chat.", "Another chat.", StringComparison.Ordinal);

        using (await worker.RegisterAsync(silo.Url, cancellationToken: Cancellation)) await silo.ChatAsync("changed");

        Assert.StartsWith("Another chat.", worker.Requests.Last().GetProperty("prompt").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_to_be_known_of_a_model_is_told()
    {
        await using var worker = await silo.StartWorkerAsync("known");

        var details = await silo.Text.GetTextModelAsync("known", Cancellation);

        Assert.Equal(2048, details.ContextLength);
        Assert.Equal("vicuna_v1.1", JsonSerializer.Deserialize<JsonElement>(details.ConversationTemplate!).GetProperty("name").GetString());
        Assert.Equal(3, await silo.Text.CountTokensAsync("known", "one two three", Cancellation));
    }
}
