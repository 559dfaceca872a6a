namespace Orleans.Inference.ModelExporter.Onnx;

/// <summary>One operator applied to named values (<c>NodeProto</c>).</summary>
public sealed class OnnxNode(string operation, params string[] inputs) : IOnnxMessage
{
    public string Name { get; init; } = "";

    /// <summary>The operator's domain; empty is the standard one.</summary>
    public string Domain { get; init; } = "";

    public IReadOnlyList<string> Outputs { get; init; } = [];

    public IReadOnlyList<OnnxAttribute> Attributes { get; init; } = [];

    void IOnnxMessage.WriteTo(MessageWriter writer)
    {
        writer.WriteAll(1, inputs);
        writer.WriteAll(2, Outputs);
        if (Name.Length > 0)
            writer.Write(3, Name);

        writer.Write(4, operation);
        writer.WriteAll(5, Attributes);
        if (Domain.Length > 0)
            writer.Write(7, Domain);
    }
}
