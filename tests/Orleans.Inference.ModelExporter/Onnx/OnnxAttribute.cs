using System.Text;

namespace Orleans.Inference.ModelExporter.Onnx;

/// <summary>A named setting of a node (<c>AttributeProto</c>).</summary>
public sealed class OnnxAttribute : IOnnxMessage
{
    // The values of AttributeProto.AttributeType.
    private const int TypeFloat = 1, TypeInt = 2, TypeString = 3, TypeTensor = 4, TypeGraph = 5;
    private const int TypeFloats = 6, TypeInts = 7, TypeStrings = 8;

    private readonly string _name;
    private readonly int _type;
    private readonly Action<MessageWriter> _value;

    private OnnxAttribute(string name, int type, Action<MessageWriter> value) => (_name, _type, _value) = (name, type, value);

    public static OnnxAttribute Float(string name, float value) => new(name, TypeFloat, writer => writer.Write(2, value));

    public static OnnxAttribute Int(string name, long value) => new(name, TypeInt, writer => writer.Write(3, value));

    public static OnnxAttribute String(string name, string value) =>
        new(name, TypeString, writer => writer.Write(4, Encoding.UTF8.GetBytes(value)));

    public static OnnxAttribute Tensor(string name, OnnxTensor value) => new(name, TypeTensor, writer => writer.Write(5, value));

    public static OnnxAttribute Graph(string name, OnnxGraph value) => new(name, TypeGraph, writer => writer.Write(6, value));

    public static OnnxAttribute Floats(string name, params float[] values) => new(name, TypeFloats, writer => writer.WriteAll(7, values));

    public static OnnxAttribute Ints(string name, params long[] values) => new(name, TypeInts, writer => writer.WriteAll(8, values));

    public static OnnxAttribute Strings(string name, params string[] values) =>
        new(name, TypeStrings, writer => writer.WriteAll(9, values));

    void IOnnxMessage.WriteTo(MessageWriter writer)
    {
        writer.Write(1, _name);
        _value(writer);
        writer.Write(20, _type);
    }
}
