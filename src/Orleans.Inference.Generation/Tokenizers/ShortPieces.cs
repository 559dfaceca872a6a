using Microsoft.ML.Tokenizers;

namespace Orleans.Inference.Generation.Tokenizers;

/// <summary>
/// Cuts a text into pieces as another one does, and long pieces into short ones: merging the pairs of a piece takes the square of its length, and a stranger's
/// word of a hundred thousand letters would take a processor for many seconds.
/// </summary>
internal sealed class ShortPieces(PreTokenizer pieces) : PreTokenizer
{
    /// <summary>Longer than any word that means something.</summary>
    private const int Most = 512;

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
    {
        foreach (var (offset, length) in pieces.PreTokenize(text))
        {
            var (start, end) = (offset, offset + length);
            while (end - start > Most)
            {
                // A letter of two characters stays whole.
                var cut = start + Most - (char.IsHighSurrogate(text[start + Most - 1]) ? 1 : 0);
                yield return (start, cut - start);
                start = cut;
            }

            yield return (start, end - start);
        }
    }

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => PreTokenize(text.ToString());
}
