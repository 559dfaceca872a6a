namespace Orleans.Inference.ModelExporter.Onnx;

/// <summary>The type of a value in a graph (<c>TypeProto</c>).</summary>
public abstract class OnnxType : IOnnxMessage
{
    private protected OnnxType()
    {
    }

    public static OnnxType Tensor(OnnxElementType element, params OnnxDimension[] shape) =>
        new OnnxTensorType(element, shape, sparse: false);

    public static OnnxType TensorOfUnknownRank(OnnxElementType element) => new OnnxTensorType(element, null, sparse: false);

    public static OnnxType SparseTensor(OnnxElementType element, params OnnxDimension[] shape) =>
        new OnnxTensorType(element, shape, sparse: true);

    public static OnnxType Sequence(OnnxType element) => new OnnxContainerType(OnnxContainerType.Sequence, element);

    public static OnnxType Optional(OnnxType element) => new OnnxContainerType(OnnxContainerType.Optional, element);

    public static OnnxType Map(OnnxElementType key, OnnxType value) => new OnnxMapType(key, value);

    void IOnnxMessage.WriteTo(MessageWriter writer) => WriteTo(writer);

    private protected abstract void WriteTo(MessageWriter writer);
}
