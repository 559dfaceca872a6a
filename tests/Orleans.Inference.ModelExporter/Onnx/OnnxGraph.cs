namespace Orleans.Inference.ModelExporter.Onnx;

/// <summary>A graph of nodes with its inputs, outputs and initializers (<c>GraphProto</c>). Nodes are added in execution order.</summary>
public sealed class OnnxGraph(string name) : IOnnxMessage
{
    private readonly List<OnnxNode> _nodes = [];
    private readonly List<OnnxTensor> _initializers = [];
    private readonly List<OnnxValue> _inputs = [];
    private readonly List<OnnxValue> _outputs = [];

    public OnnxGraph Input(string input, OnnxType type)
    {
        _inputs.Add(new(input, type));
        return this;
    }

    public OnnxGraph Output(string output, OnnxType type)
    {
        _outputs.Add(new(output, type));
        return this;
    }

    /// <summary>Stores a tensor in the model and returns its name, to be the input of a node.</summary>
    public string Initializer(OnnxTensor tensor)
    {
        _initializers.Add(tensor);
        return tensor.Name;
    }

    /// <summary>Adds a node of the standard domain with one output and returns that output's name.</summary>
    public string Node(string operation, IEnumerable<string> inputs, string output, params OnnxAttribute[] attributes)
    {
        Node(new OnnxNode(operation, [.. inputs]) { Outputs = [output], Attributes = attributes });
        return output;
    }

    public OnnxGraph Node(OnnxNode node)
    {
        _nodes.Add(node);
        return this;
    }

    void IOnnxMessage.WriteTo(MessageWriter writer)
    {
        writer.WriteAll(1, _nodes);
        writer.Write(2, name);
        writer.WriteAll(5, _initializers);
        writer.WriteAll(11, _inputs);
        writer.WriteAll(12, _outputs);
    }
}
