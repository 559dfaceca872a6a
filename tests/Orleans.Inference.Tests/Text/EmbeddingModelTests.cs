using Orleans.Inference.Tests.Models;
using static Orleans.Inference.Tests.Text.TextModels;

namespace Orleans.Inference.Tests.Text;

public sealed class EmbeddingModelTests : IDisposable
{
    private const string Words = """{ "Tokenizer": { "Kind": "WordPiece" }, "MaxTokens": 6 }""";
    private readonly TemporaryRepository _repository = Repository();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Texts_of_different_lengths_are_filled_up_and_pooled_without_the_filling()
    {
        FakeTextRuns runs = new(Vectors);

        var answer = await EmbedAsync(Words, runs, "The cat", "dog");

        var inputs = Assert.Single(runs.Runs);
        Assert.Equal(["input_ids", "attention_mask"], inputs.Select(input => input.Name));
        Assert.Equal([2, 4, 6, 3, 2, 7, 3, 0], inputs[0].Tensor.ToArray<long>());
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 0], inputs[1].Tensor.ToArray<long>());
        Assert.Equal([2L, 4], inputs[0].Tensor.Shape);
        AssertNear(Unit(Mean(2, 4, 6, 3)), Rows(answer)[0]);
        AssertNear(Unit(Mean(2, 7, 3)), Rows(answer)[1]);
        Assert.Equal((7, "m", "1", new WorkerLoad(3, 100)), (answer.Tokens, answer.Model, answer.Version, answer.Load));
    }

    [Fact]
    public async Task The_first_token_may_stand_for_the_text_and_vectors_may_stay_as_long_as_they_are()
    {
        var answer = await EmbedAsync("""{ "Tokenizer": { "Kind": "WordPiece" }, "Pooling": "Cls", "Normalize": false }""", new(Vectors), "The cat", "dog");

        Assert.All(Rows(answer), row => AssertNear(ModelExporter.Samples.Words.VectorOf(2), row));
    }

    [Fact]
    public async Task The_mean_may_stay_as_long_as_it_is()
    {
        var answer = await EmbedAsync("""{ "Tokenizer": { "Kind": "WordPiece" }, "Normalize": false }""", new(Vectors), "cat");

        AssertNear(Mean(2, 6, 3), Rows(answer)[0]);
    }

    [Fact]
    public async Task Fewer_dimensions_are_the_first_ones_made_a_unit_vector_again()
    {
        var model = Create(_repository, """{ "Tokenizer": { "Kind": "WordPiece" }, "Normalize": false }""");

        var answer = await model.EmbedAsync(Request("cat") with { Dimensions = 2 }, new FakeTextRuns(Vectors), Cancel);

        Assert.Equal([1L, 2], answer.Vectors.Shape);
        AssertNear(Unit(Mean(2, 6, 3)[..2]), Rows(answer)[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task Dimensions_that_there_are_not_are_refused(int dimensions)
    {
        FakeTextRuns runs = new(Vectors);

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Create(_repository, Words).EmbedAsync(Request("cat") with { Dimensions = dimensions }, runs, Cancel));

        Assert.Equal($"Invalid dimensions: expected from 1 to 4, given {dimensions}.", error.Message);
        Assert.Empty(runs.Runs);
    }

    [Fact]
    public async Task A_model_that_gives_a_vector_for_each_text_is_taken_at_its_word()
    {
        var model = Create(_repository, """{ "Tokenizer": { "Kind": "WordPiece" }, "Normalize": false }""", outputs: PerText);

        var answer = await model.EmbedAsync(Request("cat", "the dog"), new FakeTextRuns(_ => Tensor.Create(new float[] { 1, 2, 3, 4, 5, 6, 7, 8 }, [2, 4])), Cancel);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], answer.Vectors.ToArray<float>());
    }

    [Fact]
    public async Task Half_precision_is_taken_and_a_vector_of_zeros_stays_one()
    {
        var model = Create(_repository, Words, outputs: Specs.Of("sentence_embedding Float16[batch,2]"));

        var answer = await model.EmbedAsync(Request("cat", "dog"), new FakeTextRuns(_ => Tensor.Create(new[] { (Half)3, (Half)4, (Half)0, (Half)0 }, [2, 2])), Cancel);

        AssertNear([0.6f, 0.8f, 0, 0], answer.Vectors.ToArray<float>());
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_refused_with_both_numbers()
    {
        FakeTextRuns runs = new(Vectors);

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => EmbedAsync(Words, runs, "cat", "the cat sat on the mat"));

        Assert.Equal(("input[1]", "at most 6 tokens", "8"), (error.Subject, error.Expected, error.Given));
        Assert.Empty(runs.Runs);
    }

    [Fact]
    public async Task A_text_that_is_far_too_long_is_refused_before_its_tokens_are_counted()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => EmbedAsync(Words, new(Vectors), new string('a', 1_000_000)));

        Assert.Equal(("input", "at most 6 tokens", "a text of 1000000 characters"), (error.Subject, error.Expected, error.Given));
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_cut_where_the_model_says_so()
    {
        FakeTextRuns runs = new(Vectors);

        var answer = await EmbedAsync("""{ "Tokenizer": { "Kind": "WordPiece" }, "MaxTokens": 6, "Truncate": true }""", runs, "the cat sat on the mat");

        Assert.Equal([2, 4, 6, 8, 10, 3], Assert.Single(runs.Runs)[0].Tensor.ToArray<long>());
        Assert.Equal(6, answer.Tokens);
    }

    [Fact]
    public async Task Tokens_are_taken_as_they_are()
    {
        FakeTextRuns runs = new(Vectors);

        await Create(_repository, Words).EmbedAsync(new() { Model = "m", Inputs = [new(null, [6, 7])] }, runs, Cancel);

        Assert.Equal([6, 7], Assert.Single(runs.Runs)[0].Tensor.ToArray<long>());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(17)]
    public async Task A_token_that_is_none_is_refused(int token)
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() =>
            Create(_repository, Words).EmbedAsync(new() { Model = "m", Inputs = ["cat", new(null, [6, token])] }, new FakeTextRuns(Vectors), Cancel));

        Assert.Equal(("input[1]", "tokens from 0 to 16", $"{token}"), (error.Subject, error.Expected, error.Given));
    }

    [Fact]
    public async Task Nothing_is_refused()
    {
        var model = Create(_repository, Words);
        TextEmbeddingRequest[] requests = [new() { Model = "m", Inputs = [] }, new() { Model = "m", Inputs = [default] }, new() { Model = "m", Inputs = [new(null, [])] }];

        foreach (var request in requests) Assert.Equal("input", (await Assert.ThrowsAsync<InvalidInputException>(() => model.EmbedAsync(request, new FakeTextRuns(Vectors), Cancel))).Subject);
    }

    [Fact]
    public async Task Many_texts_are_many_runs_of_like_lengths_and_answered_in_their_order()
    {
        FakeTextRuns runs = new(Vectors, maxRows: 2) { Lanes = 2 };

        var answer = await EmbedAsync(Words, runs, "the cat sat on", "a", "the cat sat on", "dog", "cat");

        Assert.Equal(["[1,6]", "[2,3]", "[2,6]"], runs.Runs.Select(run => TensorShape.Format(run[0].Tensor.Shape)).Order());
        Assert.InRange(runs.Most, 1, 2);
        AssertNear(Unit(Mean(2, 4, 6, 8, 10, 3)), Rows(answer)[2]);
        AssertNear(Unit(Mean(2, 5, 3)), Rows(answer)[1]);
        AssertNear(Unit(Mean(2, 7, 3)), Rows(answer)[3]);
        AssertNear(Unit(Mean(2, 6, 3)), Rows(answer)[4]);
    }

    [Fact]
    public async Task Without_a_mask_only_texts_of_one_length_are_run_together()
    {
        FakeTextRuns runs = new(Vectors);
        var model = Create(_repository, Words, inputs: Specs.Of("input_ids Int32[batch,sequence]"));
        runs = new(inputs => Tensor.Create(inputs[0].Tensor.ToArray<int>().SelectMany(ModelExporter.Samples.Words.VectorOf).ToArray(), [.. inputs[0].Tensor.Shape, 4]));

        var answer = await model.EmbedAsync(Request("the cat", "a", "dog"), runs, Cancel);

        Assert.Null(model.Padding);
        Assert.Equal(["[1,4]", "[2,3]"], runs.Runs.Select(run => TensorShape.Format(run[0].Tensor.Shape)).Order());
        AssertNear(Unit(Mean(2, 4, 6, 3)), Rows(answer)[0]);
    }

    [Fact]
    public async Task Inputs_of_a_fixed_length_are_filled_up_to_it()
    {
        FakeTextRuns runs = new(Vectors);
        var model = Create(_repository, """{ "Tokenizer": { "Kind": "WordPiece" } }""", inputs: Specs.Of("input_ids Int64[batch,5]", "attention_mask Int64[batch,5]", "token_type_ids Int64[batch,5]"));

        await model.EmbedAsync(Request("cat"), runs, Cancel);

        Assert.Equal(5, model.Details.ContextLength);
        Assert.Equal(["2,6,3,0,0", "1,1,1,0,0", "0,0,0,0,0"], Assert.Single(runs.Runs).Select(input => string.Join(',', input.Tensor.ToArray<long>())));
    }

    [Fact]
    public void A_model_says_what_it_can_and_how_calls_become_one_batch()
    {
        var model = Create(_repository, Words);

        Assert.Equal((TextCapabilities.Embedding, 6, 4), (model.Capabilities, model.Details.ContextLength, model.CountTokens("the cat")));
        Assert.Equal(("sequence", "attention_mask"), (model.Padding!.Dimension, model.Padding.Mask));
    }

    private Task<TextEmbeddings> EmbedAsync(string configuration, FakeTextRuns runs, params string[] texts) => Create(_repository, configuration).EmbedAsync(Request(texts), runs, Cancel);

    private static TextEmbeddingRequest Request(params string[] texts) => new() { Model = "m", Inputs = [.. texts.Select(text => (EmbeddingInput)text)] };
}
