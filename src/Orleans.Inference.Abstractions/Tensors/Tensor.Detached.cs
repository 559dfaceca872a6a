namespace Orleans.Inference;

public sealed partial class Tensor
{
    /// <summary>Whether only the type and the shape are here: the elements travel beside the call.</summary>
    internal bool IsDetached { get; private init; }

    /// <summary>How many bytes the elements take, here or elsewhere; of strings, those of their text.</summary>
    internal long ByteLength => ElementType == ElementType.String ? _strings.Sum(static element => (long)element.Length) : Length * ElementType.SizeInBytes();

    /// <summary>Type and shape of this tensor, whose elements travel beside the call.</summary>
    internal Tensor Detach() => new(ElementType, _shape, Length, default, []) { IsDetached = true };

    /// <summary>The tensor of elements that came beside the call.</summary>
    /// <exception cref="ArgumentException">They are not as many as type and shape ask for.</exception>
    internal Tensor Attach(ReadOnlyMemory<byte> bytes) => FromBytes(ElementType, bytes, _shape);

    /// <summary>A tensor whose elements are still to come.</summary>
    internal static Tensor Detached(ElementType type, long[] shape, long length) => new(type, shape, length, default, []) { IsDetached = true };
}
