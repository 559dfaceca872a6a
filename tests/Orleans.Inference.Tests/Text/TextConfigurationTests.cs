using System.Text.Json;
using Orleans.Inference.Tests.Models;
using static Orleans.Inference.Tests.Text.TextModels;

namespace Orleans.Inference.Tests.Text;

/// <summary>What a <c>model.json</c> says of texts, wrongly: the operator is told what and where.</summary>
public sealed class TextConfigurationTests : IDisposable
{
    private const string WordPiece = """{ "Tokenizer": { "Kind": "WordPiece" } }""";
    private readonly TemporaryRepository _repository = Repository();

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData("""{ }""", "Tokenizer")]
    [InlineData("""{ "Tokenizer": { } }""", "Kind")]
    [InlineData("""{ "Tokenizer": { "Kind": "Words" } }""", "'Words'", "WordPiece, Bpe, SentencePiece")]
    [InlineData("""{ "Tokenizer": { "Kind": 1 } }""", "WordPiece, Bpe, SentencePiece")]
    [InlineData("""{ "Tokenizer": { "Kind": "WordPiece", "Vocabulary": "../vocab.txt" } }""", "Text.Tokenizer.Vocabulary", "'../vocab.txt'", "version's folder")]
    [InlineData("""{ "Tokenizer": { "Kind": "WordPiece", "Vocabulary": "/etc/passwd" } }""", "'/etc/passwd'")]
    [InlineData("""{ "Tokenizer": { "Kind": "Bpe", "Merges": "a/../../merges.txt" } }""", "Text.Tokenizer.Merges")]
    [InlineData("""{ "Tokenizer": { "Kind": "WordPiece", "Merges": "merges.txt" } }""", "Merges belongs to the kind Bpe, not to WordPiece")]
    [InlineData("""{ "Tokenizer": { "Kind": "Bpe", "LowerCase": true } }""", "LowerCase belongs to the kind WordPiece, not to Bpe")]
    [InlineData("""{ "Tokenizer": { "Kind": "Bpe", "Begin": "" } }""", "empty token")]
    [InlineData("""{ "Tokenizer": { "Kind": "WordPiece" }, "MaxTokens": 0 }""", "Text.MaxTokens is 0")]
    [InlineData("""{ "Tokenizer": { "Kind": "WordPiece" }, "Pooling": "Max" }""", "'Max'", "None, Mean, Cls")]
    [InlineData("""{ "Tokenizer": { "Kind": "WordPiece" }, "Output": "" }""", "Text.Output is empty")]
    [InlineData("""{ "Tokenizer": { "Kind": "WordPiece" }, "Inputs": { "Mask": "" } }""", "Text.Inputs")]
    [InlineData("""{ "Tokenizer": { "Kind": "WordPiece" }, "Normalise": true }""", "Normalise")]
    public void A_wrong_value_is_refused_with_the_file_and_the_key(string text, params string[] expected)
    {
        var entry = Assert.Single(_repository.With("m/1").With("m/model.json", $$"""{ "Text": {{text}} }""").Scan());

        Assert.Null(entry.Definition);
        Assert.All([.. expected, _repository.PathOf("m/model.json")], part => Assert.Contains(part, entry.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_pipeline_takes_no_texts() =>
        Assert.Contains("Steps and Text", Assert.Single(_repository.With("m/1").With("m/model.json", $$"""{ "Steps": [{ "Model": "a" }], "Text": {{WordPiece}} }""").Scan()).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("tokens Int64[batch,sequence]", "y Float32[batch,4]", "no input 'input_ids'", "'tokens' is Int64[batch,sequence]", "Text.Inputs.Tokens")]
    [InlineData("input_ids Float32[batch,sequence]", "y Float32[batch,4]", "'input_ids' is Float32[batch,sequence]", "Int64 or Int32")]
    [InlineData("input_ids Int64[sequence]", "y Float32[batch,4]", "'input_ids' is Int64[sequence]", "[texts,tokens]")]
    [InlineData("input_ids Int64[8,sequence]", "y Float32[batch,4]", "'input_ids' is Int64[8,sequence]")]
    [InlineData("input_ids Int64[batch,sequence]; position_ids Int64[batch,sequence]", "y Float32[batch,4]", "nothing is known to fill the input 'position_ids' with")]
    [InlineData("input_ids Int64[batch,8]", "y Float32[batch,4]", "8 tokens long", "'attention_mask'")]
    [InlineData("input_ids Int64[batch,8]; attention_mask Int64[batch,9]", "y Float32[batch,4]", "not of one length")]
    [InlineData("input_ids Int64[batch,sequence]", "y Int64[batch,4]", "no output is Float32 or Float16", "'y' is Int64[batch,4]")]
    [InlineData("input_ids Int64[batch,sequence]", "y Float32[batch,4]; z Float32[batch,4]", "Text.Output", "'y' is", "'z' is")]
    public void A_model_that_does_not_fit_is_refused_with_what_it_has(string inputs, string outputs, params string[] expected) =>
        Refused(WordPiece, inputs, outputs, expected);

    [Theory]
    [InlineData("""{ "Tokenizer": { "Kind": "WordPiece" }, "Pooling": "Mean" }""", "y Float32[batch,4]", "Pooling Mean", "a vector for each text already")]
    [InlineData("""{ "Tokenizer": { "Kind": "WordPiece" }, "Pooling": "None" }""", "y Float32[batch,sequence,4]", "Pooling None", "a vector for each token")]
    [InlineData("""{ "Tokenizer": { "Kind": "WordPiece" }, "Output": "z" }""", "y Float32[batch,4]", "Text.Output 'z'", "'y' is Float32[batch,4]")]
    [InlineData("""{ "Tokenizer": { "Kind": "WordPiece" }, "MaxTokens": 2 }""", "y Float32[batch,4]", "MaxTokens 2", "take 2")]
    public void A_configuration_that_does_not_fit_the_model_is_refused(string text, string outputs, params string[] expected) =>
        Refused(text, "input_ids Int64[batch,sequence]", outputs, expected);

    [Fact]
    public void More_tokens_than_the_inputs_are_long_are_refused() =>
        Refused("""{ "Tokenizer": { "Kind": "WordPiece" }, "MaxTokens": 9 }""", "input_ids Int64[batch,8]; attention_mask Int64[batch,8]", "y Float32[batch,4]", ["MaxTokens 9", "8 tokens long"]);

    [Theory]
    [InlineData("pooled Float32[batch,4]; last_hidden_state Float32[batch,sequence,4]")]
    [InlineData("count Int64[batch]; tokens Float32[batch,sequence,4]")]
    public void The_output_is_found_by_its_name_or_by_being_the_only_one(string outputs) =>
        Assert.Equal(TextCapabilities.Embedding, Create(_repository, WordPiece, outputs: Specs.Of(outputs.Split("; "))).Capabilities);

    [Fact]
    public void A_value_is_written_as_it_is_read()
    {
        var configuration = JsonSerializer.Deserialize<TextConfiguration>("""{ "Tokenizer": { "Kind": "sentencepiece" }, "Pooling": "cls" }""")!;

        Assert.Equal(configuration, JsonSerializer.Deserialize<TextConfiguration>(JsonSerializer.Serialize(configuration)));
        Assert.Equal((TokenizerKind.SentencePiece, TextPooling.Cls), (configuration.Tokenizer.Kind, configuration.Pooling));
    }

    private void Refused(string text, string inputs, string outputs, string[] expected)
    {
        var error = Assert.Throws<ModelLoadException>(() => Create(_repository, text, Specs.Of(inputs.Split("; ")), Specs.Of(outputs.Split("; "))));
        Assert.All(expected, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }
}
