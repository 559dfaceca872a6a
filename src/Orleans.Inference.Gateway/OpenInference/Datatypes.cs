namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>The protocol's names of element types.</summary>
internal static class Datatypes
{
    /// <summary>The datatypes that may be sent as JSON.</summary>
    public const string InJson = "BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP32, FP64 or BYTES";

    /// <summary>All datatypes there are.</summary>
    public const string All = "BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, BF16, FP32, FP64 or BYTES";

    public static string NameOf(ElementType type) => type switch
    {
        ElementType.Bool => "BOOL",
        ElementType.UInt8 => "UINT8",
        ElementType.UInt16 => "UINT16",
        ElementType.UInt32 => "UINT32",
        ElementType.UInt64 => "UINT64",
        ElementType.Int8 => "INT8",
        ElementType.Int16 => "INT16",
        ElementType.Int32 => "INT32",
        ElementType.Int64 => "INT64",
        ElementType.Float16 => "FP16",
        ElementType.BFloat16 => "BF16",
        ElementType.Float32 => "FP32",
        ElementType.Float64 => "FP64",
        ElementType.String => "BYTES",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The protocol has no datatype for this element type."),
    };

    public static ElementType? Parse(string name) => name switch
    {
        "BOOL" => ElementType.Bool,
        "UINT8" => ElementType.UInt8,
        "UINT16" => ElementType.UInt16,
        "UINT32" => ElementType.UInt32,
        "UINT64" => ElementType.UInt64,
        "INT8" => ElementType.Int8,
        "INT16" => ElementType.Int16,
        "INT32" => ElementType.Int32,
        "INT64" => ElementType.Int64,
        "FP16" => ElementType.Float16,
        "BF16" => ElementType.BFloat16,
        "FP32" => ElementType.Float32,
        "FP64" => ElementType.Float64,
        "BYTES" => ElementType.String,
        _ => null,
    };
}
