using Orleans.Inference.Generation.Tokenizers;
using Orleans.Inference.Tests.Models;

namespace Orleans.Inference.Tests.Text;

public sealed class TokenizerTests : IDisposable
{
    private readonly TemporaryRepository _repository = TextModels.Repository();

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData("the cat", 2, 4, 6, 3)]
    [InlineData("The CAT, the dogs.", 2, 4, 6, 15, 4, 7, 12, 16, 3)]
    [InlineData("sat satting", 2, 8, 8, 13, 3)]
    [InlineData("  café\n", 2, 14, 3)]
    [InlineData("Cafe\u0301 ÇÅT", 2, 14, 6, 3)]
    [InlineData("zebra", 2, 1, 3)]
    [InlineData("", 2, 3)]
    public void Words_are_cut_into_their_known_parts(string text, params int[] tokens)
    {
        var tokenizer = Load(new() { Kind = TokenizerKind.WordPiece });

        Assert.Equal(tokens, tokenizer.Encode(text));
        Assert.Equal(tokens.Length, tokenizer.Count(text));
    }

    [Theory]
    [InlineData(TokenizerKind.WordPiece)]
    [InlineData(TokenizerKind.Bpe)]
    public void A_word_without_an_end_takes_no_time_without_an_end(TokenizerKind kind)
    {
        Pairs();

        Assert.NotEmpty(Load(new() { Kind = kind }).Encode(string.Concat(Enumerable.Repeat("low", 40_000))));
    }

    [Fact]
    public void Capitals_and_accents_may_matter()
    {
        var tokenizer = Load(new() { Kind = TokenizerKind.WordPiece, LowerCase = false });

        Assert.Equal([2, 1, 6, 1, 3], tokenizer.Encode("The cat café"));
    }

    [Fact]
    public void A_vocabulary_has_its_own_names_for_what_is_around_a_text()
    {
        _repository.With("m/1/own.txt", "<pad>\n[UNK]\n<s>\n</s>\ncat\n");

        var tokenizer = Load(new() { Kind = TokenizerKind.WordPiece, Vocabulary = "own.txt", Begin = "<s>", End = "</s>", Padding = "<pad>" });

        Assert.Equal([2, 4, 3], tokenizer.Encode("cat"));
        Assert.Equal((0, 5), (tokenizer.Padding, tokenizer.Size));
    }

    [Fact]
    public void Pairs_of_bytes_are_merged()
    {
        // Ġ is a blank; é is the two bytes Ã and ©.
        Pairs();

        var tokenizer = Load(new() { Kind = TokenizerKind.Bpe, Begin = "<s>", End = "</s>" });

        Assert.Equal([0, 6, 7, 1], tokenizer.Encode("low low"));
        Assert.Equal([0, 8, 9, 1], tokenizer.Encode("é"));
        Assert.Equal([0, 1], tokenizer.Encode(""));
        Assert.Equal(11, tokenizer.Size);
    }

    [Fact]
    public void Nothing_is_put_around_a_text_unless_the_configuration_says_so()
    {
        Pairs();

        Assert.Equal([6], Load(new() { Kind = TokenizerKind.Bpe }).Encode("low"));
    }

    [Theory]
    [InlineData(SentencePieces.Bpe)]
    [InlineData(SentencePieces.Unigram)]
    public void Sentences_are_cut_into_pieces(int kind)
    {
        _repository.With("m/1/tokenizer.model", SentencePieces.Model(kind, ("<unk>", 2, 0), ("<s>", 3, 0), ("</s>", 3, 0), ("\u2581", 1, -9), ("l", 1, -8), ("o", 1, -8), ("w", 1, -8), ("lo", 1, -2), ("low", 1, -1), ("\u2581low", 1, -0.5f)));

        var tokenizer = Load(new() { Kind = TokenizerKind.SentencePiece, Begin = "<s>", End = "</s>" });

        Assert.Equal([1, 9, 9, 2], tokenizer.Encode("low low"));
        Assert.Equal([1, 9, 7, 2], tokenizer.Encode("lowlo"));
        Assert.Equal(10, tokenizer.Size);
    }

    [Theory]
    [InlineData(TokenizerKind.WordPiece, "no.txt", "there is no no.txt")]
    [InlineData(TokenizerKind.Bpe, "vocab.txt", "there is no merges.txt")]
    [InlineData(TokenizerKind.SentencePiece, "vocab.txt", "vocab.txt cannot be read as a tokenizer of the kind SentencePiece")]
    public void A_file_that_is_not_there_or_is_another_is_named(TokenizerKind kind, string vocabulary, string expected) =>
        Assert.Contains(expected, Assert.Throws<ModelLoadException>(() => Load(new() { Kind = kind, Vocabulary = vocabulary })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("[")]
    [InlineData("[]")]
    [InlineData("""{ "a": "b" }""")]
    [InlineData("")]
    public void A_file_of_pairs_that_is_none_is_named(string vocabulary)
    {
        _repository.With("m/1/vocab.json", vocabulary).With("m/1/merges.txt", "");

        var error = Assert.Throws<ModelLoadException>(() => Load(new() { Kind = TokenizerKind.Bpe }));

        Assert.Contains(_repository.PathOf("m/1/vocab.json"), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[UNK]\ncat", "[CLS]")]
    [InlineData("[UNK]\n[CLS]\n[SEP]\ncat", "[PAD]")]
    [InlineData("[PAD]\n[CLS]\n[SEP]\ncat", "[UNK]")]
    public void A_token_that_the_file_lacks_is_named(string vocabulary, string missing)
    {
        _repository.With("m/1/vocab.txt", vocabulary);

        var error = Assert.Throws<ModelLoadException>(() => Load(new() { Kind = TokenizerKind.WordPiece }));

        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
        Assert.Contains(_repository.PathOf("m/1/vocab.txt"), error.Message, StringComparison.Ordinal);
    }

    private void Pairs() => _repository
        .With("m/1/vocab.json", """{ "<s>": 0, "</s>": 1, "l": 2, "o": 3, "w": 4, "lo": 5, "low": 6, "Ġlow": 7, "Ã": 8, "©": 9, "Ġ": 10 }""")
        .With("m/1/merges.txt", "#version: 0.2\nl o\nlo w\nĠ low\n");

    private TextTokenizer Load(TokenizerConfiguration configuration) => TokenizerFiles.Load(configuration, _repository.PathOf("m/1"));
}
