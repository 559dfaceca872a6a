using System.Collections.Immutable;
using System.Numerics;

namespace Orleans.Inference.Generation.Embedding;

/// <summary>The inputs of a model that takes texts, found by their names.</summary>
internal sealed class EmbeddingInputs
{
    private readonly TensorSpec _tokens;
    private readonly TensorSpec? _mask;
    private readonly TensorSpec? _types;

    private EmbeddingInputs(TensorSpec tokens, TensorSpec? mask, TensorSpec? types) => (_tokens, _mask, _types) = (tokens, mask, types);

    /// <summary>Whether texts of different lengths may be run together.</summary>
    public bool HasMask => _mask is not null;

    /// <summary>How many tokens a text must have; <see langword="null"/> where that is variable.</summary>
    public int? FixedLength { get; private init; }

    /// <summary>Finds the inputs.</summary>
    /// <exception cref="ModelLoadException">They are not those of a model that takes texts.</exception>
    public static EmbeddingInputs Create(TextInputNames names, ImmutableArray<TensorSpec> inputs)
    {
        var all = string.Join(", ", inputs.Select(input => $"'{input.Name}' is {input}"));
        var tokens = Find(names.Tokens) ?? throw new ModelLoadException($"model.json has Text, but the model has no input '{names.Tokens}' for the tokens (Text.Inputs.Tokens names another): {all}");
        if (inputs.FirstOrDefault(input => input.Name != names.Tokens && input.Name != names.Mask && input.Name != names.Types) is { } other)
        {
            throw new ModelLoadException($"model.json has Text, but nothing is known to fill the input '{other.Name}' with: {all}");
        }

        long[] lengths = [.. inputs.Select(LengthOf).Where(static length => length >= 0).Distinct()];
        if (lengths.Length > 1 || lengths is [0]) throw new ModelLoadException($"model.json has Text, but the inputs are not of one length: {all}");
        return lengths.Length == 1 && Find(names.Mask) is null
            ? throw new ModelLoadException($"model.json has Text, and the inputs are {lengths[0]} tokens long, but there is no input '{names.Mask}' to tell how long a text is: {all}")
            : new(tokens, Find(names.Mask), Find(names.Types)) { FixedLength = lengths is [var length] ? (int)length : null };

        TensorSpec? Find(string name) => inputs.FirstOrDefault(input => input.Name == name);
    }

    /// <summary>How calls with texts of different lengths become one batch.</summary>
    /// <param name="padding">The token that fills up.</param>
    public PaddingConfiguration? PaddingWith(int padding) => _mask is not null && _tokens.Shape[1] is { IsVariable: true, Symbol: { } symbol }
        ? new() { Dimension = symbol, Mask = _mask.Name, Values = ImmutableDictionary<string, double>.Empty.Add(_tokens.Name, padding) }
        : null;

    /// <summary>Makes the tensors of texts.</summary>
    /// <param name="texts">The tokens of each.</param>
    /// <param name="padding">The token that fills up.</param>
    public ImmutableArray<NamedTensor> ToTensors(ReadOnlySpan<int[]> texts, int padding)
    {
        var length = FixedLength ?? Longest(texts);
        var tensors = ImmutableArray.CreateBuilder<NamedTensor>(3);
        tensors.Add(new(_tokens.Name, Fill(_tokens.ElementType, texts, length, padding, static token => token)));
        if (_mask is not null) tensors.Add(new(_mask.Name, Fill(_mask.ElementType, texts, length, 0, static _ => 1)));
        if (_types is not null) tensors.Add(new(_types.Name, Fill(_types.ElementType, texts, length, 0, static _ => 0)));
        return tensors.DrainToImmutable();
    }

    private static Tensor Fill(ElementType type, ReadOnlySpan<int[]> texts, int length, int padding, Func<int, int> element) =>
        type == ElementType.Int64 ? Fill<long>(texts, length, padding, element) : Fill<int>(texts, length, padding, element);

    private static Tensor Fill<T>(ReadOnlySpan<int[]> texts, int length, int padding, Func<int, int> element)
        where T : unmanaged, INumber<T>
    {
        var elements = GC.AllocateUninitializedArray<T>(texts.Length * length);
        var filling = T.CreateTruncating(padding);
        for (var row = 0; row < texts.Length; row++)
        {
            var text = texts[row];
            var target = elements.AsSpan(row * length, length);
            for (var i = 0; i < text.Length; i++) target[i] = T.CreateTruncating(element(text[i]));
            target[text.Length..].Fill(filling);
        }

        return Tensor.Create(elements, [texts.Length, length]);
    }

    private static int Longest(ReadOnlySpan<int[]> texts)
    {
        var longest = 0;
        foreach (var text in texts) longest = Math.Max(longest, text.Length);
        return longest;
    }

    private static long LengthOf(TensorSpec input) =>
        input is { ElementType: ElementType.Int64 or ElementType.Int32, Shape: [var rows, var length] } && (rows.IsVariable || rows.Size == 1)
            ? length.Size
            : throw new ModelLoadException($"model.json has Text, but the input '{input.Name}' is {input}: expected Int64 or Int32 of shape [texts,tokens]");
}
