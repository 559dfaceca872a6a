using System.Text.Json.Serialization;

namespace Orleans.Inference.Benchmarks.Http;

/// <summary>A tensor of floats, as the Open Inference Protocol has it.</summary>
internal sealed class TensorBody
{
    public required string Name { get; init; }

    public required string Datatype { get; init; }

    public required long[] Shape { get; init; }

    public required float[] Data { get; init; }
}

/// <summary>A request.</summary>
internal sealed class InferBody
{
    public required TensorBody[] Inputs { get; init; }
}

/// <summary>Its answer.</summary>
internal sealed class AnswerBody
{
    public required string ModelName { get; init; }

    public required string ModelVersion { get; init; }

    public required TensorBody[] Outputs { get; init; }
}

/// <summary>The code that reads and writes them, made when this is compiled.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(InferBody))]
[JsonSerializable(typeof(AnswerBody))]
internal sealed partial class InferJson : JsonSerializerContext;
