namespace Orleans.Inference.ModelExporter.Onnx;

/// <summary>A named, typed input or output of a graph (<c>ValueInfoProto</c>).</summary>
public sealed record OnnxValue(string Name, OnnxType Type) : IOnnxMessage
{
    void IOnnxMessage.WriteTo(MessageWriter writer)
    {
        writer.Write(1, Name);
        writer.Write(2, Type);
    }
}
