using Orleans.Inference.ModelExporter.Onnx;

namespace Orleans.Inference.ModelExporter.Samples;

/// <summary>A model that takes texts, with a tokenizer: of each token it gives a vector that tells which token it is, and zeros where the mask is 0.</summary>
public static class Words
{
    public const int Dimensions = 4;

    public const string Configuration = """{ "Text": { "Tokenizer": { "Kind": "WordPiece" }, "MaxTokens": 16 } }""";

    public static IReadOnlyList<string> Vocabulary { get; } =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "a", "cat", "dog", "sat", "ran", "on", "mat", "##s", "##ting", "cafe", ",", ".",
    ];

    /// <summary>The vector of a token.</summary>
    public static float[] VectorOf(int token) => [token, 1, -token / 2f, token % 3];

    public static OnnxModel Create()
    {
        OnnxGraph graph = new("words");
        graph.Input("input_ids", Int64("batch", "sequence"));
        graph.Input("attention_mask", Int64("batch", "sequence"));
        graph.Initializer(OnnxTensor.Of<float>("table", [Vocabulary.Count, Dimensions], Enumerable.Range(0, Vocabulary.Count).SelectMany(VectorOf).ToArray()));
        graph.Initializer(OnnxTensor.Of<long>("last", [1], [2]));
        graph.Node("Gather", ["table", "input_ids"], "vectors");
        graph.Node("Cast", ["attention_mask"], "factors", OnnxAttribute.Int("to", (long)OnnxElementType.Float32));
        graph.Node("Unsqueeze", ["factors", "last"], "factor");
        graph.Node("Mul", ["vectors", "factor"], "last_hidden_state");
        graph.Output("last_hidden_state", OnnxType.Tensor(OnnxElementType.Float32, "batch", "sequence", Dimensions));
        return new(graph);
    }

    /// <summary>Writes the model into a repository.</summary>
    public static void Write(string repository, string name = "words", string configuration = Configuration)
    {
        Create().Save(repository, name);
        var folder = Path.Combine(repository, name);
        File.WriteAllLines(Path.Combine(folder, "1", "vocab.txt"), Vocabulary);
        File.WriteAllText(Path.Combine(folder, "model.json"), configuration);
    }

    private static OnnxType Int64(params OnnxDimension[] shape) => OnnxType.Tensor(OnnxElementType.Int64, shape);
}
