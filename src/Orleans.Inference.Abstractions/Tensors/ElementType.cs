namespace Orleans.Inference;

/// <summary>
/// The type of a tensor's elements. The numbers are those of <c>TensorProto.DataType</c> in the ONNX format, so they can be
/// written to the wire and compared with a model file as they are.
/// </summary>
public enum ElementType : byte
{
    /// <summary>32-bit IEEE 754 floating point; <see cref="float"/>.</summary>
    Float32 = 1,

    /// <summary>Unsigned 8-bit integer; <see cref="byte"/>.</summary>
    UInt8 = 2,

    /// <summary>Signed 8-bit integer; <see cref="sbyte"/>.</summary>
    Int8 = 3,

    /// <summary>Unsigned 16-bit integer; <see cref="ushort"/>.</summary>
    UInt16 = 4,

    /// <summary>Signed 16-bit integer; <see cref="short"/>.</summary>
    Int16 = 5,

    /// <summary>Signed 32-bit integer; <see cref="int"/>.</summary>
    Int32 = 6,

    /// <summary>Signed 64-bit integer; <see cref="long"/>.</summary>
    Int64 = 7,

    /// <summary>Text, or any bytes: each element is a sequence of bytes of its own length, UTF-8 where it is text.</summary>
    String = 8,

    /// <summary>Boolean, one byte an element; <see cref="bool"/>.</summary>
    Bool = 9,

    /// <summary>16-bit IEEE 754 floating point; <see cref="Half"/>.</summary>
    Float16 = 10,

    /// <summary>64-bit IEEE 754 floating point; <see cref="double"/>.</summary>
    Float64 = 11,

    /// <summary>Unsigned 32-bit integer; <see cref="uint"/>.</summary>
    UInt32 = 12,

    /// <summary>Unsigned 64-bit integer; <see cref="ulong"/>.</summary>
    UInt64 = 13,

    /// <summary>The upper 16 bits of a 32-bit float; <see cref="BFloat16"/>.</summary>
    BFloat16 = 16,
}
