namespace Orleans.Inference.ModelExporter.Onnx;

/// <summary>A message of the ONNX format that can write its fields.</summary>
internal interface IOnnxMessage
{
    void WriteTo(MessageWriter writer);
}
