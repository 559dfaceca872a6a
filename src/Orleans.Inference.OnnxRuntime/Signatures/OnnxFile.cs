namespace Orleans.Inference.OnnxRuntime;

/// <summary>
/// What a model file says about the graph's inputs and outputs. ONNX Runtime refuses some types without a name, or with the
/// name of a node, and does not tell a scalar from a tensor of any number of dimensions; so the file is asked first. It costs
/// a few reads: weights are skipped.
/// </summary>
internal static class OnnxFile
{
    // Fields of ModelProto, GraphProto, TensorProto and ValueInfoProto.
    private const int ModelGraph = 7, GraphInitializer = 5, GraphInput = 11, GraphOutput = 12, TensorName = 8, ValueName = 1, ValueType = 2;

    /// <summary>Looks for an input or output that cannot be served.</summary>
    /// <param name="path">The file.</param>
    /// <returns>As in "The output 'y' is a sequence; only tensors are served."; <see langword="null"/> if there is none.</returns>
    public static string? FindProblem(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 16 * 1024);
        ProtobufFile file = new(stream);
        try
        {
            while (file.NextField(file.End) is > 0 and var field)
            {
                if (field == ModelGraph) return FindProblemInGraph(file, file.EnterMessage());
                file.Skip();
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            // ONNX Runtime says what is wrong with the file.
        }

        return null;
    }

    private static string? FindProblemInGraph(ProtobufFile file, long end)
    {
        HashSet<string> initializers = new(StringComparer.Ordinal);
        List<(bool IsInput, string Name, DeclaredType Type)> values = [];
        while (file.NextField(end) is > 0 and var field)
        {
            switch (field)
            {
                case GraphInitializer:
                    initializers.Add(ReadName(file, file.EnterMessage(), TensorName));
                    break;
                case GraphInput or GraphOutput:
                    var (name, type) = ReadValue(file, file.EnterMessage());
                    values.Add((field == GraphInput, name, type));
                    break;
                default:
                    file.Skip();
                    break;
            }
        }

        foreach (var (isInput, name, type) in values)
        {
            // Old files list their weights among the inputs.
            if (isInput && initializers.Contains(name)) continue;
            if (type.Problem is { } problem) return $"The {(isInput ? "input" : "output")} '{name}' {problem}.";
            if (isInput && type.IsUnranked) return $"The input '{name}' has no declared number of dimensions, so no call could be checked.";
        }

        return null;
    }

    private static (string Name, DeclaredType Type) ReadValue(ProtobufFile file, long end)
    {
        var (name, type) = ("", default(DeclaredType));
        while (file.NextField(end) is > 0 and var field)
        {
            if (field == ValueName) name = file.ReadString();
            else if (field == ValueType) type = DeclaredType.Read(file, file.EnterMessage());
            else file.Skip();
        }

        return (name, type);
    }

    private static string ReadName(ProtobufFile file, long end, int nameField)
    {
        while (file.NextField(end) is > 0 and var field)
        {
            if (field != nameField)
            {
                file.Skip();
                continue;
            }

            var name = file.ReadString();
            file.SkipTo(end);
            return name;
        }

        return "";
    }
}
