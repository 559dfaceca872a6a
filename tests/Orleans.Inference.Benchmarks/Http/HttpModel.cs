using System.Text.Json;
using Orleans.Inference.Benchmarks.Models;

namespace Orleans.Inference.Benchmarks.Http;

/// <summary>A model as it is called by HTTP.</summary>
/// <param name="Name">Its name.</param>
/// <param name="BodyOf">The body of a caller's requests.</param>
/// <param name="Check">Looks at what came for a caller: the numbers of each output.</param>
internal sealed record HttpModel(string Name, Func<int, InferBody> BodyOf, Action<int, float[][]> Check)
{
    public static HttpModel Of(DirectSession direct) => new(
        direct.Model.Name,
        caller => new() { Inputs = [new() { Name = direct.InputName, Datatype = "FP32", Shape = direct.Model.Shape, Data = direct.Model.InputOf(caller) }] },
        (caller, outputs) => direct.ExpectedAnswer(caller).Check(outputs[0]));

    /// <exception cref="NotSupportedException">It does not take and give plain numbers.</exception>
    public static HttpModel Of(RepositoryModel model)
    {
        foreach (var spec in model.Specs.Concat(model.OutputSpecs)) JsonNumbers.DatatypeOf(spec.ElementType);
        if (model.Answers(0).Any(answer => JsonNumbers.Read(answer).Any(number => !float.IsFinite(number)))) throw new NotSupportedException("JSON has no numbers for its answers.");
        return new(
            model.Name,
            caller => new()
            {
                Inputs = [.. model.InputNames.Zip(model.Inputs(caller), (name, tensor) => new TensorBody
                {
                    Name = name,
                    Datatype = JsonNumbers.DatatypeOf(tensor.ElementType),
                    Shape = tensor.Shape.ToArray(),
                    Data = JsonNumbers.Read(tensor),
                })],
            },
            (caller, outputs) => model.Check(caller, outputs.Zip(model.Answers(caller), (output, expected) => JsonNumbers.Make(expected.ElementType, output, expected.Shape))));
    }

    public byte[] Serialize(int caller) => JsonSerializer.SerializeToUtf8Bytes(BodyOf(caller), InferJson.Default.InferBody);
}
