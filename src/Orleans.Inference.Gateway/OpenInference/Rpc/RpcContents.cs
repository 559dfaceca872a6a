using System.Numerics;
using Google.Protobuf.Collections;
using Wire = Orleans.Inference.Gateway.OpenInference.Rpc.Messages;

namespace Orleans.Inference.Gateway.OpenInference.Rpc;

/// <summary>Reads typed contents: each datatype is in the field of its kind, small integers in that of 32 bits.</summary>
internal static class RpcContents
{
    private static readonly Wire.InferTensorContents None = new();

    public static Tensor Read(string subject, ElementType type, long[] shape, long length, Wire.InferTensorContents? given)
    {
        var contents = given ?? None;
        return type switch
        {
            ElementType.Bool => Take(contents.BoolContents, "bool_contents"),
            ElementType.Int8 => Narrow<int, sbyte>(contents.IntContents, "int_contents"),
            ElementType.Int16 => Narrow<int, short>(contents.IntContents, "int_contents"),
            ElementType.Int32 => Take(contents.IntContents, "int_contents"),
            ElementType.Int64 => Take(contents.Int64Contents, "int64_contents"),
            ElementType.UInt8 => Narrow<uint, byte>(contents.UintContents, "uint_contents"),
            ElementType.UInt16 => Narrow<uint, ushort>(contents.UintContents, "uint_contents"),
            ElementType.UInt32 => Take(contents.UintContents, "uint_contents"),
            ElementType.UInt64 => Take(contents.Uint64Contents, "uint64_contents"),
            ElementType.Float32 => Take(contents.Fp32Contents, "fp32_contents"),
            ElementType.Float64 => Take(contents.Fp64Contents, "fp64_contents"),
            ElementType.String => Texts(),
            _ => throw new InvalidInputException($"datatype of {subject}", Datatypes.InJson, $"{Datatypes.NameOf(type)}, which the protocol has only as raw_input_contents"),
        };

        Tensor Take<T>(RepeatedField<T> elements, string field)
            where T : unmanaged
        {
            CheckCount(elements.Count, field);
            var array = GC.AllocateUninitializedArray<T>(elements.Count);
            elements.CopyTo(array, 0);
            return Tensor.Create(array, shape);
        }

        Tensor Narrow<TWide, T>(RepeatedField<TWide> elements, string field)
            where TWide : IBinaryInteger<TWide>
            where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
        {
            CheckCount(elements.Count, field);
            var array = GC.AllocateUninitializedArray<T>(elements.Count);
            for (var i = 0; i < array.Length; i++)
            {
                array[i] = T.CreateTruncating(elements[i]);
                if (TWide.CreateTruncating(array[i]) != elements[i])
                {
                    throw new InvalidInputException($"{field} of {subject} at element {i}", $"an integer from {T.MinValue} to {T.MaxValue}", $"{elements[i]}");
                }
            }

            return Tensor.Create(array, shape);
        }

        Tensor Texts()
        {
            CheckCount(contents.BytesContents.Count, "bytes_contents");
            return Tensor.CreateStrings([.. contents.BytesContents.Select(static text => text.Memory)], shape);
        }

        void CheckCount(int count, string field)
        {
            if (count != length) throw new InvalidInputException($"{field} of {subject}", $"{length} elements as the shape {TensorShape.Format(shape)} of {Datatypes.NameOf(type)} asks for", $"{count}");
        }
    }
}
