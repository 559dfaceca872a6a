using System.Text;

namespace Orleans.Inference.Models;

/// <summary>Inputs that any model can bear: small numbers, the same for the same seed.</summary>
internal static class MadeUpTensor
{
    /// <summary>A tensor of numbers, each of which is 1.</summary>
    public static Tensor CreateOnes(ElementType type, long[] shape)
    {
        var one = PaddingValue.ToBytes(type, 1);
        var bytes = new byte[one.Length * (int)TensorShape.Product(shape)];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = one[i % one.Length];
        return Tensor.FromBytes(type, bytes, shape);
    }

    public static Tensor Create(ElementType type, long[] shape, int seed)
    {
        if (!TensorShape.TryGetLength(shape, out var length, out var problem) || length > int.MaxValue / 8) throw new ModelLoadException($"the warm-up shape is wrong: {problem ?? "too large"}");
        var random = new Random(seed);
        return type switch
        {
            ElementType.Float32 => Fill(() => random.NextSingle()),
            ElementType.Float64 => Fill(random.NextDouble),
            ElementType.Float16 => Fill(() => (Half)random.NextSingle()),
            ElementType.BFloat16 => Fill(() => (BFloat16)random.NextSingle()),
            // Integers are often indexes: 0 and 1 are valid almost everywhere.
            ElementType.Int64 => Fill(() => (long)random.Next(2)),
            ElementType.UInt64 => Fill(() => (ulong)random.Next(2)),
            ElementType.Int32 => Fill(() => random.Next(2)),
            ElementType.UInt32 => Fill(() => (uint)random.Next(2)),
            ElementType.Int16 => Fill(() => (short)random.Next(2)),
            ElementType.UInt16 => Fill(() => (ushort)random.Next(2)),
            ElementType.String => Tensor.CreateStrings([.. Enumerable.Range(0, (int)length).Select(_ => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes($"{random.Next(100)}"))], shape),
            _ => FillBytes(),
        };

        Tensor Fill<T>(Func<T> next)
            where T : unmanaged
        {
            var elements = new T[length];
            foreach (ref var element in elements.AsSpan()) element = next();
            return Tensor.Create(elements, shape);
        }

        Tensor FillBytes()
        {
            var elements = new byte[length];
            foreach (ref var element in elements.AsSpan()) element = (byte)random.Next(2);
            return Tensor.FromBytes(type, elements, shape);
        }
    }
}
