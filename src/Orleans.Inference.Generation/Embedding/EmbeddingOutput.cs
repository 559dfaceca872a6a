using System.Collections.Immutable;

namespace Orleans.Inference.Generation.Embedding;

/// <summary>The output of a model that has the vectors of texts, or of their tokens.</summary>
internal sealed class EmbeddingOutput
{
    private static readonly string[] UsualNames = ["sentence_embedding", "last_hidden_state"];

    private EmbeddingOutput(TensorSpec output, TextPooling pooling)
    {
        Name = output.Name;
        Pooling = pooling;
        Dimensions = output.Shape[^1] is { IsVariable: false, Size: var size } ? (int)size : null;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What makes one vector of those of the tokens.</summary>
    public TextPooling Pooling { get; }

    /// <summary>How long the vectors are; <see langword="null"/> where the model does not say.</summary>
    public int? Dimensions { get; }

    /// <summary>Finds the output.</summary>
    /// <exception cref="ModelLoadException">There is none that suits, or several.</exception>
    public static EmbeddingOutput Create(TextConfiguration text, ImmutableArray<TensorSpec> outputs)
    {
        var output = Find(text.Output, outputs);
        if (!IsVectors(output)) throw new ModelLoadException($"model.json has Text, but the output '{output.Name}' is {output}: expected {Expected}");
        var isPooled = output.Shape.Length == 2;
        var pooling = text.Pooling ?? (isPooled ? TextPooling.None : TextPooling.Mean);
        if (isPooled != (pooling == TextPooling.None))
        {
            throw new ModelLoadException($"model.json has Text.Pooling {pooling}, but the output '{output.Name}' is {output}, {(isPooled ? "a vector for each text already" : "a vector for each token")}");
        }

        return new(output, pooling);
    }

    private const string Expected = "Float32 or Float16 of shape [texts,dimensions] or [texts,tokens,dimensions]";

    private static TensorSpec Find(string? name, ImmutableArray<TensorSpec> outputs)
    {
        var all = string.Join(", ", outputs.Select(output => $"'{output.Name}' is {output}"));
        if (name is not null) return Named(name) ?? throw new ModelLoadException($"model.json has Text.Output '{name}', but there is none of that name: {all}");
        TensorSpec[] suitable = [.. outputs.Where(IsVectors)];
        if (suitable is [var only]) return only;
        if (suitable.Length == 0) throw new ModelLoadException($"model.json has Text, but no output is {Expected}: {all}");
        return UsualNames.Select(Named).FirstOrDefault(output => output is not null)
            ?? throw new ModelLoadException($"model.json has Text, but does not say in Text.Output which output has the vectors: {all}");

        TensorSpec? Named(string wanted) => outputs.FirstOrDefault(output => output.Name == wanted);
    }

    private static bool IsVectors(TensorSpec output) => output is { ElementType: ElementType.Float32 or ElementType.Float16, Shape.Length: 2 or 3 };
}
