using Microsoft.ML.Tokenizers;

namespace Orleans.Inference.Generation.Tokenizers;

/// <summary>Makes a tokenizer of the files beside a model.</summary>
internal static class TokenizerFiles
{
    /// <summary>Reads the files.</summary>
    /// <param name="configuration">What they are.</param>
    /// <param name="folder">The folder of the model's version, in which they lie.</param>
    /// <exception cref="ModelLoadException">A file is not there, or not as it must be; the message names it.</exception>
    public static TextTokenizer Load(TokenizerConfiguration configuration, string folder)
    {
        var vocabulary = Find(configuration.VocabularyFile, folder);
        var merges = configuration.MergesFile is { } name ? Find(name, folder) : null;
        var files = merges is null ? vocabulary : $"{vocabulary} with {merges}";
        try
        {
            return configuration.Kind switch
            {
                TokenizerKind.WordPiece => WordPiece(configuration, vocabulary),
                TokenizerKind.Bpe => Bpe(configuration, vocabulary, merges!),
                _ => SentencePiece(configuration, vocabulary),
            };
        }
        // Whatever a library makes of a file that is none of its own.
        catch (Exception exception) when (exception is not (OutOfMemoryException or ModelLoadException))
        {
            throw new ModelLoadException($"{files} cannot be read as a tokenizer of the kind {configuration.Kind}: {exception.Message}", exception);
        }
    }

    private static TextTokenizer WordPiece(TokenizerConfiguration configuration, string vocabulary)
    {
        var lowerCase = configuration.LowerCase ?? true;
        var tokens = WordPieceVocabulary.Read(vocabulary);
        var begin = configuration.Begin ?? WordPieceVocabulary.Begin;
        var end = configuration.End ?? WordPieceVocabulary.End;
        var padding = configuration.Padding ?? WordPieceVocabulary.Padding;
        foreach (var token in (string[])[WordPieceVocabulary.Unknown, begin, end, padding])
        {
            if (!tokens.ContainsKey(token)) throw new ModelLoadException($"{vocabulary} has no token '{token}'");
        }

        var options = new BertOptions
        {
            LowerCaseBeforeTokenization = lowerCase,
            ClassificationToken = begin,
            SeparatorToken = end,
            PaddingToken = padding,
            // Nobody masks anything here: a vocabulary need not have a token for it.
            MaskingToken = tokens.ContainsKey(WordPieceVocabulary.Mask) ? WordPieceVocabulary.Mask : padding,
        };
        return TextTokenizer.Create(BertTokenizer.Create(vocabulary, options), tokens, vocabulary, begin, end, padding, lowerCase ? Accents.Remove : null);
    }

    private static TextTokenizer Bpe(TokenizerConfiguration configuration, string vocabulary, string merges)
    {
        var options = new BpeOptions(vocabulary, merges) { ByteLevel = true, PreTokenizer = RobertaPreTokenizer.Instance };
        var tokenizer = BpeTokenizer.Create(options);
        return TextTokenizer.Create(tokenizer, tokenizer.Vocabulary, vocabulary, configuration.Begin, configuration.End, configuration.Padding);
    }

    private static TextTokenizer SentencePiece(TokenizerConfiguration configuration, string model)
    {
        using var file = File.OpenRead(model);
        var tokenizer = SentencePieceTokenizer.Create(file, addBeginningOfSentence: false, addEndOfSentence: false);
        return TextTokenizer.Create(tokenizer, tokenizer.Vocabulary, model, configuration.Begin, configuration.End, configuration.Padding);
    }

    private static string Find(string name, string folder)
    {
        var file = Path.Combine(folder, name);
        return File.Exists(file) ? file : throw new ModelLoadException($"there is no {name} for the tokenizer in '{folder}'");
    }
}
