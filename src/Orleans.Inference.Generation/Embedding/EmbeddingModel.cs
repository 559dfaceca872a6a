using System.Collections.Immutable;
using Orleans.Inference.Generation.Tokenizers;

namespace Orleans.Inference.Generation.Embedding;

/// <summary>A model that turns texts into vectors.</summary>
internal sealed class EmbeddingModel(TextTokenizer tokenizer, EmbeddingInputs inputs, EmbeddingOutput output, TextConfiguration configuration, int maxTokens) : ITextModel
{
    /// <summary>A token may be long, but no text has that many characters for each of its tokens: it is refused before anybody counts them.</summary>
    private const int MostCharactersOfToken = 256;

    private readonly ImmutableArray<string> _outputs = [output.Name];

    public TextCapabilities Capabilities => TextCapabilities.Embedding;

    public TextModelDetails Details { get; } = new() { ContextLength = maxTokens };

    public PaddingConfiguration? Padding { get; } = inputs.PaddingWith(tokenizer.Padding);

    public int CountTokens(string text) => tokenizer.Count(text);

    public async Task<TextEmbeddings> EmbedAsync(TextEmbeddingRequest request, ITextRuns runs, CancellationToken cancellationToken)
    {
        CheckDimensions(request.Dimensions);
        var texts = Tokenize(request.Inputs, cancellationToken);
        var table = new VectorTable(texts.Length, output, request.Dimensions, configuration.Normalize);
        var batches = TextBatches.Divide(texts, runs.Model.MaxBatchSize, inputs.HasMask);
        InferenceResponse? last = null;
        if (batches is [var only]) await RunAsync(only, cancellationToken).ConfigureAwait(false);
        else await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = runs.Lanes, CancellationToken = cancellationToken }, RunAsync).ConfigureAwait(false);
        return new()
        {
            Model = last!.Model,
            Version = last.Version,
            Vectors = table.ToTensor(),
            Tokens = texts.Sum(static tokens => tokens.Length),
            Worker = last.Worker,
            Load = last.Load,
        };

        async ValueTask RunAsync(int[] rows, CancellationToken token)
        {
            int[][] batch = Array.ConvertAll(rows, row => texts[row]);
            var response = await runs.RunAsync(inputs.ToTensors(batch, tokenizer.Padding), _outputs, token).ConfigureAwait(false);
            table.Take(response, rows, Array.ConvertAll(batch, static tokens => tokens.Length));
            last = response;
        }
    }

    private void CheckDimensions(int? wanted)
    {
        if (wanted < 1 || wanted > output.Dimensions) throw new InvalidInputException("dimensions", output.Dimensions is { } most ? $"from 1 to {most}" : "at least 1", $"{wanted}");
    }

    private int[][] Tokenize(ImmutableArray<EmbeddingInput> given, CancellationToken cancellationToken)
    {
        if (given.IsDefaultOrEmpty) throw new InvalidInputException("input", "at least one text", "none");
        var texts = new int[given.Length][];
        for (var i = 0; i < texts.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            texts[i] = Tokenize(given[i], given.Length == 1 ? "input" : $"input[{i}]");
        }

        return texts;
    }

    private int[] Tokenize(EmbeddingInput input, string subject)
    {
        var tokens = input.Text is { } text ? tokenizer.Encode(CheckLength(text, subject)) : CheckTokens(input.Tokens, subject);
        if (tokens.Length == 0) throw new InvalidInputException(subject, "at least one token", "none");
        if (tokens.Length <= maxTokens) return tokens;
        return configuration.Truncate ? tokenizer.Shorten(tokens, maxTokens) : throw new InvalidInputException(subject, $"at most {maxTokens} tokens", $"{tokens.Length}");
    }

    private string CheckLength(string text, string subject)
    {
        var most = (long)maxTokens * MostCharactersOfToken;
        if (text.Length <= most) return text;
        return configuration.Truncate ? text[..(int)most] : throw new InvalidInputException(subject, $"at most {maxTokens} tokens", $"a text of {text.Length} characters");
    }

    private int[] CheckTokens(ImmutableArray<int> tokens, string subject)
    {
        if (tokens.IsDefault) throw new InvalidInputException(subject, "a text or its tokens", "neither");
        foreach (var token in tokens)
        {
            if ((uint)token >= (uint)tokenizer.Size) throw new InvalidInputException(subject, $"tokens from 0 to {tokenizer.Size - 1}", $"{token}");
        }

        return [.. tokens];
    }
}
