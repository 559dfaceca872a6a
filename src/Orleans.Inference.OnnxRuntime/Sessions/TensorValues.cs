using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Orleans.Inference.OnnxRuntime;

/// <summary>Tensors as ONNX Runtime's values, and back.</summary>
internal static class TensorValues
{
    /// <summary>Shows a tensor's memory to ONNX Runtime without copying it; strings are copied.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="pin">Keeps the memory in place; to be disposed when the value is not used any more.</param>
    public static unsafe OrtValue ToValue(this Tensor tensor, ref MemoryHandle pin)
    {
        var shape = tensor.Shape.ToArray();
        if (tensor.ElementType == ElementType.String) return ToStrings(tensor, shape);

        pin = tensor.Bytes.Pin();

        // Empty memory has no address, and ONNX Runtime takes none for an error. It never looks at the address of no bytes.
        var address = tensor.Bytes.IsEmpty ? sizeof(double) : (nint)pin.Pointer;
        return OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, (TensorElementType)tensor.ElementType, shape, address, tensor.Bytes.Length);
    }

    /// <summary>A copy of what ONNX Runtime allocated.</summary>
    /// <param name="value">A dense tensor in the machine's memory.</param>
    /// <exception cref="InvalidOperationException">It is larger than a tensor can be.</exception>
    public static Tensor ToTensor(this OrtValue value)
    {
        var type = value.GetTensorTypeAndShape();
        if (type.IsString) return FromStrings(value, type);

        var size = value.GetTensorSizeInBytes();
        if (size > Array.MaxLength) throw new InvalidOperationException($"An output has {size} bytes; a tensor holds at most 2 GiB.");
        var bytes = GC.AllocateUninitializedArray<byte>((int)size);
        if (size > 0) value.GetTensorMutableRawData().CopyTo(bytes);
        return Tensor.FromBytes((ElementType)type.ElementDataType, bytes, type.Shape);
    }

    private static OrtValue ToStrings(Tensor tensor, long[] shape)
    {
        var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        try
        {
            var strings = tensor.Utf8Strings;
            for (var i = 0; i < strings.Length; i++) value.StringTensorSetElementAt(strings[i].Span, i);
            return value;
        }
        catch
        {
            value.Dispose();
            throw;
        }
    }

    private static Tensor FromStrings(OrtValue value, OrtTensorTypeAndShapeInfo type)
    {
        var strings = new ReadOnlyMemory<byte>[type.ElementCount];
        for (var i = 0; i < strings.Length; i++) strings[i] = value.GetStringElementAsSpan(i).ToArray();
        return Tensor.CreateStrings(strings, type.Shape);
    }
}
