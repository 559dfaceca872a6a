using System.Text.Json.Serialization;

namespace Orleans.Inference.MicroBenchmarks.Json;

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

/// <summary>The code that reads them, made when this is compiled.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(InferBody))]
[JsonSerializable(typeof(float[]))]
internal sealed partial class InferJson : JsonSerializerContext;
