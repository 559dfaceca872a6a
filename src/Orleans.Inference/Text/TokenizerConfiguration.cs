using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Inference;

/// <summary>What makes tokens of texts. Its files lie in the version's folder, beside the model's own file.</summary>
public sealed record TokenizerConfiguration
{
    /// <summary>How texts are cut: <c>WordPiece</c>, <c>Bpe</c> or <c>SentencePiece</c>.</summary>
    [JsonRequired]
    public required TokenizerKind Kind { get; init; }

    /// <summary>The file of the tokens; by default <c>vocab.txt</c>, <c>vocab.json</c> or <c>tokenizer.model</c>, by the kind.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>The file of the pairs that are merged, of the kind <c>Bpe</c>; <c>merges.txt</c> by default.</summary>
    public string? Merges { get; init; }

    /// <summary>Whether capital letters are made small ones and accents are left out, of the kind <c>WordPiece</c>; <see langword="true"/> by default.</summary>
    public bool? LowerCase { get; init; }

    /// <summary>The token that is put before each text; by default <c>[CLS]</c> of the kind <c>WordPiece</c>, none of the others.</summary>
    public string? Begin { get; init; }

    /// <summary>The token that is put behind each text; by default <c>[SEP]</c> of the kind <c>WordPiece</c>, none of the others.</summary>
    public string? End { get; init; }

    /// <summary>The token that fills shorter texts up; by default <c>[PAD]</c> of the kind <c>WordPiece</c>, the first token of the others.</summary>
    public string? Padding { get; init; }

    /// <summary>The file of the tokens, named or not.</summary>
    [JsonIgnore]
    public string VocabularyFile => Vocabulary ?? Kind switch
    {
        TokenizerKind.WordPiece => "vocab.txt",
        TokenizerKind.Bpe => "vocab.json",
        _ => "tokenizer.model",
    };

    /// <summary>The file of the pairs, named or not; <see langword="null"/> where the kind has none.</summary>
    [JsonIgnore]
    public string? MergesFile => Kind == TokenizerKind.Bpe ? Merges ?? "merges.txt" : null;

    /// <exception cref="JsonException">A value is wrong.</exception>
    internal void Validate()
    {
        CheckFile(nameof(Vocabulary), Vocabulary);
        CheckFile(nameof(Merges), Merges);
        if (Merges is not null && Kind != TokenizerKind.Bpe) throw new JsonException($"Text.Tokenizer.Merges belongs to the kind Bpe, not to {Kind}");
        if (LowerCase is not null && Kind != TokenizerKind.WordPiece) throw new JsonException($"Text.Tokenizer.LowerCase belongs to the kind WordPiece, not to {Kind}");
        if (Begin?.Length == 0 || End?.Length == 0 || Padding?.Length == 0) throw new JsonException("Text.Tokenizer has an empty token");
    }

    private static void CheckFile(string key, string? file)
    {
        if (file is not null && !ModelConfiguration.IsInsideFolder(file)) throw new JsonException($"Text.Tokenizer.{key} is '{file}', it must be the name of a file in the version's folder");
    }
}
