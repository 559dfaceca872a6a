namespace Orleans.Inference.ModelExporter.Onnx;

/// <summary>A sequence or an optional: both hold one element type, under different field numbers.</summary>
internal sealed class OnnxContainerType(int field, OnnxType element) : OnnxType
{
    public new const int Sequence = 4;
    public new const int Optional = 9;

    private protected override void WriteTo(MessageWriter writer) => writer.Write(field, new Body(element));

    private sealed class Body(OnnxType element) : IOnnxMessage
    {
        public void WriteTo(MessageWriter writer) => writer.Write(1, element);
    }
}
