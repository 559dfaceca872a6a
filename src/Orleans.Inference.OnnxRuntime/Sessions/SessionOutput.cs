using System.Collections.Immutable;

namespace Orleans.Inference.OnnxRuntime;

/// <summary>
/// An output of a session, and whether its memory may be allocated before the run. A file can declare a shape that its graph
/// does not keep to, so the declaration is believed once a run has confirmed it, and until a run contradicts it.
/// </summary>
internal sealed class SessionOutput
{
    private readonly TensorSpec _spec;
    private volatile OutputShape? _shape;
    private volatile bool _isConfirmed;

    public SessionOutput(TensorSpec spec, ImmutableArray<TensorSpec> inputs)
    {
        _spec = spec;

        // An output that is itself an input is never written: the value is handed through.
        var isInput = inputs.Any(input => input.Name == spec.Name);
        if (!isInput && spec.ElementType != ElementType.String) _shape = OutputShape.Of(spec, inputs);
    }

    public string Name => _spec.Name;

    /// <summary>A tensor for the run to write into; <see langword="null"/> where ONNX Runtime is to allocate.</summary>
    public Tensor? CreateTarget(ReadOnlySpan<Tensor> inputs)
    {
        if (!_isConfirmed || _shape is not { } known) return null;

        var shape = known.For(inputs);
        if (!TensorShape.TryGetLength(shape, out var length, out _)) return null;
        var size = length * (Int128)_spec.ElementType.SizeInBytes();
        if (size > Array.MaxLength) return null;
        return Tensor.FromBytes(_spec.ElementType, GC.AllocateUninitializedArray<byte>((int)size), shape);
    }

    /// <summary>Compares the declared shape with what ONNX Runtime allocated.</summary>
    /// <returns><see langword="false"/> if the declaration has just been found wrong.</returns>
    public bool Observe(ReadOnlySpan<long> shape, ReadOnlySpan<Tensor> inputs)
    {
        if (_shape is not { } declared) return true;

        if (declared.Equals(shape, inputs))
        {
            _isConfirmed = true;
            return true;
        }

        _shape = null;
        return false;
    }
}
