namespace Orleans.Inference.Generation.Tokenizers;

/// <summary>The tokens of a <c>vocab.txt</c>: one a line, the first one is 0.</summary>
internal static class WordPieceVocabulary
{
    public const string Unknown = "[UNK]";
    public const string Begin = "[CLS]";
    public const string End = "[SEP]";
    public const string Padding = "[PAD]";
    public const string Mask = "[MASK]";

    public static Dictionary<string, int> Read(string file)
    {
        Dictionary<string, int> tokens = new(StringComparer.Ordinal);
        var next = 0;
        foreach (var line in File.ReadLines(file)) tokens[line.Trim()] = next++;
        return tokens;
    }
}
