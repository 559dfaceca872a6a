using System.Text.Json.Serialization;
using Orleans.Inference.Text;

namespace Orleans.Inference;

/// <summary>How texts are cut into tokens.</summary>
[JsonConverter(typeof(NameConverter<TokenizerKind>))]
public enum TokenizerKind
{
    /// <summary>Words and their longest known parts, as BERT does it: a <c>vocab.txt</c>.</summary>
    WordPiece,

    /// <summary>Merged pairs of bytes, as GPT-2 does it: a <c>vocab.json</c> and a <c>merges.txt</c>.</summary>
    Bpe,

    /// <summary>A <c>tokenizer.model</c> of the SentencePiece library, of its kinds BPE and unigram.</summary>
    SentencePiece,
}
