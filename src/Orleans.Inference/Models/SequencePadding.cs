using System.Collections.Immutable;

namespace Orleans.Inference.Models;

/// <summary>
/// Makes requests of different lengths one batch: along one symbolic dimension the shorter ones are filled up to the longest, and their outputs cut back. The
/// model's mask input, which is filled with zeros, tells it what to look away from.
/// </summary>
internal sealed class SequencePadding
{
    /// <summary>The most that the length of a request may differ from that of the batch's first: more would be wasted than the batch saves.</summary>
    private const int MaxStretch = 2;

    private readonly int[] _inputAxes;
    private readonly int[] _outputAxes;
    private readonly byte[][] _fillings;

    private SequencePadding(int[] inputAxes, int[] outputAxes, byte[][] fillings) => (_inputAxes, _outputAxes, _fillings) = (inputAxes, outputAxes, fillings);

    /// <summary>Checks what a model's <c>model.json</c> says of padding against the model.</summary>
    /// <exception cref="ModelLoadException">It does not fit.</exception>
    public static SequencePadding Create(PaddingConfiguration configuration, ImmutableArray<TensorSpec> inputs, ImmutableArray<TensorSpec> outputs)
    {
        int[] axes = [.. inputs.Select(input => AxisOf(input, configuration.Dimension))];
        if (axes.All(axis => axis < 0)) throw Wrong($"no input has the dimension '{configuration.Dimension}': {string.Join(", ", inputs.Select(input => $"'{input.Name}' is {input}"))}");
        CheckMask(configuration, inputs, axes);
        foreach (var name in configuration.Values.Keys)
        {
            if (inputs.All(input => input.Name != name)) throw Wrong($"there is no input '{name}'; there are {string.Join(", ", inputs.Select(input => $"'{input.Name}'"))}");
        }

        var text = inputs.FirstOrDefault(input => input.ElementType == ElementType.String && AxisOf(input, configuration.Dimension) >= 0);
        if (text is not null) throw Wrong($"'{text.Name}' is {text}, and strings cannot be padded");
        return new(
            axes,
            [.. outputs.Select(output => AxisOf(output, configuration.Dimension))],
            [.. inputs.Select((input, index) => axes[index] < 0 ? [] : PaddingValue.ToBytes(input.ElementType, configuration.Values.GetValueOrDefault(input.Name)))]);
    }

    /// <summary>The axis along which an input is padded; negative for one that is not.</summary>
    public int AxisOfInput(int input) => _inputAxes[input];

    /// <summary>The axis along which an output is cut; negative for one that is not.</summary>
    public int AxisOfOutput(int output) => _outputAxes[output];

    /// <summary>What an input is filled up with: the bytes of one element.</summary>
    public ReadOnlySpan<byte> FillingOf(int input) => _fillings[input];

    /// <summary>The length of a request.</summary>
    public long LengthOf(Tensor[] inputs)
    {
        var input = Array.FindIndex(_inputAxes, axis => axis >= 0);
        return inputs[input].Shape[_inputAxes[input]];
    }

    /// <summary>Whether requests of these lengths may be one batch.</summary>
    public static bool AreNear(long length, long other) => Math.Max(length, other) <= Math.Min(length, other) * MaxStretch;

    private static void CheckMask(PaddingConfiguration configuration, ImmutableArray<TensorSpec> inputs, int[] axes)
    {
        var mask = inputs.FirstOrDefault(input => input.Name == configuration.Mask)
            ?? throw Wrong($"there is no input '{configuration.Mask}' for the mask; there are {string.Join(", ", inputs.Select(input => $"'{input.Name}'"))}");
        if (axes[inputs.IndexOf(mask)] < 0) throw Wrong($"the mask '{mask.Name}' is {mask}, without the dimension '{configuration.Dimension}'");
        if (configuration.Values.TryGetValue(mask.Name, out var value) && value != 0) throw Wrong($"the mask '{mask.Name}' is filled with 0, not with {value}");
    }

    private static int AxisOf(TensorSpec spec, string dimension)
    {
        for (var axis = 1; axis < spec.Shape.Length; axis++)
        {
            if (spec.Shape[axis].IsVariable && spec.Shape[axis].Symbol == dimension) return axis;
        }

        return -1;
    }

    private static ModelLoadException Wrong(string problem) => new($"model.json asks for padding, but {problem}");
}
