namespace Orleans.Inference.ModelExporter.Onnx;

/// <summary>An ONNX file (<c>ModelProto</c>). The same model always gives the same bytes.</summary>
public sealed class OnnxModel(OnnxGraph graph) : IOnnxMessage
{
    public const string StandardDomain = "";

    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _operatorSets = new(StringComparer.Ordinal) { [StandardDomain] = 17 };

    public long IrVersion { get; init; } = 8;

    public string Producer { get; init; } = "Orleans.Inference";

    public string Description { get; init; } = "";

    /// <summary>Imports the operator set of a domain in the given version; the standard domain has version 17 unless set here.</summary>
    public OnnxModel OperatorSet(string domain, long version)
    {
        _operatorSets[domain] = version;
        return this;
    }

    public OnnxModel Metadata(string key, string value)
    {
        _metadata[key] = value;
        return this;
    }

    public byte[] ToBytes() => MessageWriter.Serialize(this);

    void IOnnxMessage.WriteTo(MessageWriter writer)
    {
        writer.Write(1, IrVersion);
        writer.Write(2, Producer);
        if (Description.Length > 0)
            writer.Write(6, Description);

        writer.Write(7, graph);
        writer.WriteAll(8, _operatorSets.Select(set => new OperatorSetImport(set.Key, set.Value)));
        writer.WriteAll(14, _metadata.Select(entry => new MetadataEntry(entry.Key, entry.Value)));
    }

    private sealed record OperatorSetImport(string Domain, long Version) : IOnnxMessage
    {
        public void WriteTo(MessageWriter writer)
        {
            writer.Write(1, Domain);
            writer.Write(2, Version);
        }
    }

    private sealed record MetadataEntry(string Key, string Value) : IOnnxMessage
    {
        public void WriteTo(MessageWriter writer)
        {
            writer.Write(1, Key);
            writer.Write(2, Value);
        }
    }
}
