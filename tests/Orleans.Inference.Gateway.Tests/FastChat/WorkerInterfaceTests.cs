using System.Text.Json;

namespace Orleans.Inference.Gateway.Tests.FastChat;

/// <summary>The gateway as a worker of FastChat, for clients and for controllers that have it as one.</summary>
public sealed class WorkerInterfaceTests(FastChatSilo silo) : IClassFixture<FastChatSilo>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_is_streamed_as_workers_stream_it()
    {
        await using var worker = await silo.StartWorkerAsync("relayed");

        var pieces = await silo.StreamAsync(new { model = "relayed", prompt = "Hi ", temperature = 0.5, max_new_tokens = 50, echo = false, stop = "###", stop_token_ids = new int?[] { 2, null } });

        Assert.Equal(worker.Plan.Answer, pieces[^1].GetProperty("text").GetString());
        Assert.Equal("stop", pieces[^1].GetProperty("finish_reason").GetString());
        Assert.All(pieces, piece => Assert.Equal(0, piece.GetProperty("error_code").GetInt32()));
        Assert.All(pieces.Zip(pieces.Skip(1)), pair => Assert.StartsWith(pair.First.GetProperty("text").GetString()!, pair.Second.GetProperty("text").GetString(), StringComparison.Ordinal));
        Assert.Equal(9, pieces[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        var request = Assert.Single(worker.Requests);
        Assert.Equal(("Hi ", 0.5), (request.GetProperty("prompt").GetString(), request.GetProperty("temperature").GetDouble()));
        Assert.Equal("###", Assert.Single(request.GetProperty("stop").EnumerateArray()).GetString());
        Assert.Equal(2, Assert.Single(request.GetProperty("stop_token_ids").EnumerateArray()).GetInt32());
    }

    [Fact]
    public async Task A_worker_that_dies_is_replaced_here_too()
    {
        await using var dying = await silo.StartWorkerAsync("relayed-loss", plan => plan.DiesAfter = 2);
        await using var well = await silo.StartWorkerAsync("relayed-loss");

        for (var i = 0; i < 4; i++)
        {
            var pieces = await silo.StreamAsync(new { model = "relayed-loss", prompt = "Hi ", echo = false });
            Assert.Equal(well.Plan.Answer, pieces[^1].GetProperty("text").GetString());
        }
    }

    [Fact]
    public async Task Whole_answers_questions_and_vectors_are_relayed()
    {
        await using var worker = await silo.StartWorkerAsync("asked");

        var whole = await silo.PostAsync("/worker_generate", new { model = "asked", prompt = "Hi ", echo = false });
        var count = await silo.PostAsync("/count_token", new { model = "asked", prompt = "one two" });
        var details = await silo.PostAsync("/model_details", new { model = "asked" });
        var conversation = await silo.PostAsync("/worker_get_conv_template", new { model = "asked" });
        var vectors = await silo.PostAsync("/worker_get_embeddings", new { model = "asked", input = new[] { "abc" }, encoding_format = (string?)null });
        var packed = await silo.PostAsync("/worker_get_embeddings", new { model = "asked", input = new[] { "abc" }, encoding_format = "base64" });

        Assert.Equal(worker.Plan.Answer, whole.GetProperty("text").GetString());
        Assert.Equal(2, count.GetProperty("count").GetInt32());
        Assert.Equal(2048, details.GetProperty("context_length").GetInt32());
        Assert.Equal(2, conversation.GetProperty("conv").GetProperty("sep_style").GetInt32());
        Assert.Equal([3, 0.5f, -1], vectors.GetProperty("embedding")[0].EnumerateArray().Select(element => element.GetSingle()));
        Assert.Equal(12, packed.GetProperty("embedding")[0].GetBytesFromBase64().Length);
        Assert.Equal(1, vectors.GetProperty("token_num").GetInt32());
    }

    [Theory]
    [InlineData("""{"model":"nobody","prompt":"x"}""", 40301, "nobody")]
    [InlineData("""{"prompt":"x"}""", 40301, "model")]
    [InlineData("""{"model":"nobody"}""", 40303, "prompt")]
    [InlineData("""{"model":"nobody","prompt":"x","temperature":"hot"}""", 40302, "temperature")]
    [InlineData("""{"model":"nobody","prompt":"x","max_new_tokens":-1}""", 40302, "max_new_tokens")]
    [InlineData("""{"model":""", 40001, "request body")]
    public async Task What_is_wrong_is_told_in_the_answer(string body, int code, string word)
    {
        foreach (var path in (string[])["/worker_generate", "/worker_generate_stream"])
        {
            using var response = await silo.Http.PostAsync(path, new StringContent(body), Cancellation);
            var text = await response.Content.ReadAsStringAsync(Cancellation);
            var error = JsonSerializer.Deserialize<JsonElement>(text.TrimEnd('\0'));

            Assert.True(response.IsSuccessStatusCode);
            Assert.Equal(code, error.GetProperty("error_code").GetInt32());
            Assert.Contains(word, error.GetProperty("text").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_work()
    {
        await using var worker = await silo.StartWorkerAsync("abandoned", plan => plan.WaitsAfterFirst = true);
        using var message = new HttpRequestMessage(HttpMethod.Post, "/worker_generate_stream") { Content = new StringContent("""{"model":"abandoned","prompt":"Hi ","echo":false}""") };

        using (var response = await silo.Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, Cancellation))
        {
            await using var stream = await response.Content.ReadAsStreamAsync(Cancellation);
            Assert.True(await stream.ReadAsync(new byte[10], Cancellation) > 0);
        }

        await FastChatSilo.UntilAsync(() => Task.FromResult(worker.Aborted == 1));
    }

    [Fact]
    public async Task Another_cluster_can_have_this_one_as_a_worker()
    {
        await using var worker = await silo.StartWorkerAsync("nested");
        FastChatSilo outer = new();
        await outer.InitializeAsync();
        try
        {
            await outer.PostAsync("/register_worker", new { worker_name = silo.Url.GetLeftPart(UriPartial.Authority), check_heart_beat = false });

            Assert.Equal(silo.Url.GetLeftPart(UriPartial.Authority), await outer.AddressOfAsync("nested"));
            Assert.Equal(worker.Plan.Answer, FastChatSilo.TextOf(await outer.ChatAsync("nested")));
        }
        finally
        {
            await outer.DisposeAsync();
        }
    }
}
