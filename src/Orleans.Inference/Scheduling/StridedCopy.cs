namespace Orleans.Inference.Scheduling;

/// <summary>Copies tensors whose length differs along one axis.</summary>
internal static class StridedCopy
{
    /// <summary>Copies all rows, each cut or filled up to the target's length.</summary>
    /// <param name="source">The rows, one behind the other.</param>
    /// <param name="sourceLength">Bytes of each.</param>
    /// <param name="target">Where they go, one behind the other.</param>
    /// <param name="targetLength">Bytes of each there.</param>
    /// <param name="filling">What shorter ones are filled up with, again and again.</param>
    public static void Copy(ReadOnlySpan<byte> source, int sourceLength, Span<byte> target, int targetLength, ReadOnlySpan<byte> filling)
    {
        var copied = Math.Min(sourceLength, targetLength);
        for (var (from, to) = (0, 0); to < target.Length; from += sourceLength, to += targetLength)
        {
            source.Slice(from, copied).CopyTo(target[to..]);
            Fill(target.Slice(to + copied, targetLength - copied), filling);
        }
    }

    /// <summary>The beginning of a tensor along one axis, copied.</summary>
    /// <param name="tensor">A tensor of any type but strings.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="length">How much of it.</param>
    public static Tensor Cut(Tensor tensor, int axis, long length)
    {
        var shape = tensor.Shape.ToArray();
        var stride = tensor.ElementType.SizeInBytes() * TensorShape.Product(shape.AsSpan(axis + 1));
        var (from, to) = ((int)(shape[axis] * stride), (int)(length * stride));
        shape[axis] = length;
        var bytes = GC.AllocateUninitializedArray<byte>((int)(tensor.ElementType.SizeInBytes() * TensorShape.Product(shape)));
        Copy(tensor.Bytes.Span, from, bytes, to, []);
        return Tensor.FromBytes(tensor.ElementType, bytes, shape);
    }

    private static void Fill(Span<byte> target, ReadOnlySpan<byte> filling)
    {
        if (filling.Length == 1)
        {
            target.Fill(filling[0]);
            return;
        }

        for (; !target.IsEmpty; target = target[filling.Length..]) filling.CopyTo(target);
    }
}
