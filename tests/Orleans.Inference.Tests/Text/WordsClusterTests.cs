using Orleans.Inference.ModelExporter.Samples;
using Orleans.Inference.Tests.Rollout;
using static Orleans.Inference.Tests.Text.TextModels;

namespace Orleans.Inference.Tests.Text;

/// <summary>Texts through the router, the worker and ONNX Runtime.</summary>
public sealed class WordsClusterTests : IAsyncLifetime
{
    private RolloutCluster _cluster = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ITextClient Text => _cluster.Cluster.Text;

    public async ValueTask InitializeAsync() => _cluster = await RolloutCluster.StartAsync(repository =>
    {
        Words.Write(repository.Folder);
        Words.Write(repository.Folder, "broken", """{ "Text": { "Tokenizer": { "Kind": "Bpe" } } }""");
        VersionBackend.Write(repository, "numbers", 1);
    });

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Texts_become_vectors()
    {
        var answer = await Text.EmbedAsync(new() { Model = "words", Inputs = ["The cat sat", "dog", new(null, [6, 7])] }, Cancel);

        AssertNear(Unit(Mean(2, 4, 6, 8, 3)), Rows(answer)[0]);
        AssertNear(Unit(Mean(2, 7, 3)), Rows(answer)[1]);
        AssertNear(Unit(Mean(6, 7)), Rows(answer)[2]);
        Assert.Equal(("words", "1", 10), (answer.Model, answer.Version, answer.Tokens));
        Assert.True(answer.Load.Speed > 0);
    }

    [Fact]
    public async Task Calls_with_texts_of_different_lengths_go_together_and_each_gets_its_own()
    {
        string[] texts = ["cat", "the cat", "the cat sat", "the dog ran on", "a mat", "the cat sat on the mat , the dog ran"];
        var alone = new float[texts.Length][];
        for (var i = 0; i < texts.Length; i++) alone[i] = Rows(await EmbedAsync(texts[i]))[0];

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => EmbedAsync(texts[i % texts.Length])));

        for (var i = 0; i < answers.Length; i++) AssertNear(alone[i % texts.Length], Rows(answers[i])[0]);
    }

    [Fact]
    public async Task An_alias_stands_for_its_target()
    {
        await _cluster.Cluster.Client.SetAliasAsync(new() { Name = "stable", Targets = [new("words", null, 1)] }, Cancel);

        var answer = await Text.EmbedAsync(new() { Model = "stable", Inputs = ["dog"] }, Cancel);

        Assert.Equal(("words", 3), (answer.Model, answer.Tokens));
    }

    [Fact]
    public async Task What_a_model_can_is_told()
    {
        Assert.Equal(TextCapabilities.Embedding, (await _cluster.Client.GetModelAsync("words", cancellationToken: Cancel)).Text);
        Assert.Equal(TextCapabilities.None, (await _cluster.Client.GetModelAsync("numbers", cancellationToken: Cancel)).Text);
        Assert.Equal(16, (await Text.GetTextModelAsync("words", Cancel)).ContextLength);
        Assert.Equal(5, await Text.CountTokensAsync("words", "the dogs", Cancel));
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_by_the_worker_with_its_reason()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => EmbedAsync(string.Join(' ', Enumerable.Repeat("cat", 20))));

        Assert.Equal(("input", "at most 16 tokens", "22"), (error.Subject, error.Expected, error.Given));
    }

    [Fact]
    public async Task A_model_without_a_tokenizer_takes_no_texts()
    {
        Assert.Contains("takes tensors alone", (await Assert.ThrowsAsync<InvalidInputException>(() => Text.EmbedAsync(new() { Model = "numbers", Inputs = ["cat"] }, Cancel))).Message, StringComparison.Ordinal);
        Assert.Contains("names no tokenizer", (await Assert.ThrowsAsync<InvalidInputException>(() => Text.CountTokensAsync("numbers", "cat", Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_of_a_silo_say_that_they_do_not_generate_text_yet()
    {
        var worker = _cluster.Cluster.Grains.GetTextWorker((await EmbedAsync("cat")).Worker);
        var request = new TextRequest { Model = "words", Prompt = "the" };

        var errors = new[]
        {
            await Assert.ThrowsAsync<InvalidInputException>(() => worker.CompleteAsync(request, TimeSpan.FromSeconds(10), Cancel)),
            await Assert.ThrowsAsync<InvalidInputException>(async () => await worker.GenerateAsync(request, TimeSpan.FromSeconds(10), Cancel).GetAsyncEnumerator(Cancel).MoveNextAsync()),
        };

        Assert.All(errors, error => Assert.Contains("do not generate text yet", error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_model_whose_tokenizer_is_not_there_fails_with_the_file()
    {
        await _cluster.UntilAnyAsync("broken", ModelState.Failed);

        var error = await Assert.ThrowsAsync<NoWorkerException>(() => Text.EmbedAsync(new() { Model = "broken", Inputs = ["cat"] }, Cancel));

        Assert.Contains("there is no vocab.json for the tokenizer", error.Message, StringComparison.Ordinal);
    }

    private Task<TextEmbeddings> EmbedAsync(string text) => Text.EmbedAsync(new() { Model = "words", Inputs = [text] }, Cancel);
}
