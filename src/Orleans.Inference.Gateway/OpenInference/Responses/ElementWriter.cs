using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>Writes elements of a tensor as JSON values.</summary>
internal static class ElementWriter
{
    /// <summary>Writes <paramref name="count"/> elements from <paramref name="start"/> on.</summary>
    public static void Write(Utf8JsonWriter json, Tensor tensor, int start, int count)
    {
        switch (tensor.ElementType)
        {
            case ElementType.Bool:
                foreach (var value in Elements<bool>()) json.WriteBooleanValue(value);
                break;
            case ElementType.UInt8:
                foreach (var value in Elements<byte>()) json.WriteNumberValue((uint)value);
                break;
            case ElementType.UInt16:
                foreach (var value in Elements<ushort>()) json.WriteNumberValue((uint)value);
                break;
            case ElementType.UInt32:
                foreach (var value in Elements<uint>()) json.WriteNumberValue(value);
                break;
            case ElementType.UInt64:
                foreach (var value in Elements<ulong>()) json.WriteNumberValue(value);
                break;
            case ElementType.Int8:
                foreach (var value in Elements<sbyte>()) json.WriteNumberValue(value);
                break;
            case ElementType.Int16:
                foreach (var value in Elements<short>()) json.WriteNumberValue(value);
                break;
            case ElementType.Int32:
                foreach (var value in Elements<int>()) json.WriteNumberValue(value);
                break;
            case ElementType.Int64:
                foreach (var value in Elements<long>()) json.WriteNumberValue(value);
                break;
            case ElementType.Float16:
                foreach (var value in Elements<Half>()) WriteFloat(json, (float)value);
                break;
            case ElementType.BFloat16:
                foreach (var value in Elements<BFloat16>()) WriteFloat(json, value);
                break;
            case ElementType.Float32:
                foreach (var value in Elements<float>()) WriteFloat(json, value);
                break;
            case ElementType.Float64:
                foreach (var value in Elements<double>()) WriteDouble(json, value);
                break;
            case ElementType.String:
                foreach (var value in tensor.Utf8Strings.Slice(start, count)) json.WriteStringValue(value.Span);
                break;
            default:
                throw new InvalidOperationException($"Elements of the type {tensor.ElementType} cannot be written as JSON.");
        }

        ReadOnlySpan<T> Elements<T>()
            where T : unmanaged => tensor.AsSpan<T>().Slice(start, count);
    }

    // A single keeps its own shortest digits: 0.1, not 0.10000000149011612.
    private static void WriteFloat(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteStringValue(NonFinite.NameOf(value));
    }

    private static void WriteDouble(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteStringValue(NonFinite.NameOf(value));
    }
}
