namespace Orleans.Inference.ModelExporter.Onnx;

internal sealed class OnnxTensorType(OnnxElementType element, OnnxDimension[]? shape, bool sparse) : OnnxType
{
    private const int Dense = 1;
    private const int Sparse = 8;

    private protected override void WriteTo(MessageWriter writer) => writer.Write(sparse ? Sparse : Dense, new Body(element, shape));

    private sealed class Body(OnnxElementType element, OnnxDimension[]? shape) : IOnnxMessage
    {
        public void WriteTo(MessageWriter writer)
        {
            writer.Write(1, (long)element);
            // No shape at all means an unknown rank; an empty shape means a scalar.
            if (shape is not null)
                writer.Write(2, new Shape(shape));
        }
    }

    private sealed class Shape(OnnxDimension[] dimensions) : IOnnxMessage
    {
        public void WriteTo(MessageWriter writer) => writer.WriteAll(1, dimensions.Cast<IOnnxMessage>());
    }
}
