namespace Orleans.Inference.ModelExporter.Onnx;

internal sealed class OnnxMapType(OnnxElementType key, OnnxType value) : OnnxType
{
    private protected override void WriteTo(MessageWriter writer) => writer.Write(5, new Body(key, value));

    private sealed class Body(OnnxElementType key, OnnxType value) : IOnnxMessage
    {
        public void WriteTo(MessageWriter writer)
        {
            writer.Write(1, (long)key);
            writer.Write(2, value);
        }
    }
}
