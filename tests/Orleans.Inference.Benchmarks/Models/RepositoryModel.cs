using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Models;
using Orleans.Inference.OnnxRuntime;

namespace Orleans.Inference.Benchmarks.Models;

/// <summary>Any model of a repository: its inputs, made up, and what ONNX Runtime answers to them when it is called directly.</summary>
internal sealed class RepositoryModel : ICalledModel
{
    private const int Variants = 8;
    private readonly Tensor[][] _inputs;
    private readonly Tensor[][] _answers;

    public RepositoryModel(string repository, string name, int threads)
    {
        var entry = ModelRepository.Scan(repository).Single(candidate => candidate.Name == name);
        var definition = entry.Definition ?? throw new InvalidOperationException($"{name}: {entry.Reason}");
        Name = name;
        Session = new(Path.Combine(definition.Folder!, "model.onnx"), DirectSessionOptions.Create(threads));
        InputNames = [.. Session.InputNames];
        OutputNames = [.. Session.OutputNames];
        (Specs, OutputSpecs) = (SessionSignature.InputsOf(Session), SessionSignature.OutputsOf(Session));
        _inputs = [.. Enumerable.Range(1, Variants).Select(seed => MakeInputs(definition.Configuration, seed))];
        _answers = [.. _inputs.Select(inputs => Run([inputs])[0])];
    }

    public string Name { get; }

    public InferenceSession Session { get; }

    public string[] InputNames { get; }

    public string[] OutputNames { get; }

    public ImmutableArray<TensorSpec> Specs { get; }

    public ImmutableArray<TensorSpec> OutputSpecs { get; }

    /// <summary>What the model answers to a request alone.</summary>
    public Tensor[] Answers(int request) => _answers[request % Variants];

    /// <summary>The inputs of a request, one row.</summary>
    public Tensor[] Inputs(int request) => _inputs[request % Variants];

    public InferenceRequest Request(int request, InferencePriority priority = InferencePriority.Default, TimeSpan? timeout = null) => new()
    {
        Model = Name,
        Inputs = [.. InputNames.Zip(Inputs(request), (input, tensor) => new NamedTensor(input, tensor))],
        Priority = priority,
        Timeout = timeout,
    };

    public ICall Directly(int caller) => new DirectRepositoryCall(this, caller);

    public ICall Through(IInferenceClient client, int caller) => new RepositoryCall(this, client, caller);

    /// <summary>Sends a request and looks at its answer.</summary>
    public async Task<InferenceResponse> SendAsync(IInferenceClient client, int request, InferencePriority priority = InferencePriority.Default, TimeSpan? timeout = null)
    {
        var response = await client.InferAsync(Request(request, priority, timeout));
        Check(request, response.Outputs.Select(output => output.Tensor));
        return response;
    }

    /// <summary>Runs the rows of some requests at once, by hand: stacked into one tensor an input, and copied out of one an output.</summary>
    public Tensor[][] Run(IReadOnlyList<Tensor[]> requests) => DirectBatch.Run(this, requests);

    /// <exception cref="WrongAnswerException">It is not what the model answers to that request alone.</exception>
    public void Check(int request, IEnumerable<Tensor> given)
    {
        foreach (var (expected, actual) in Answers(request).Zip(given)) Models.Answers.Check(Name, expected, actual);
    }

    public void Dispose() => Session.Dispose();

    private Tensor[] MakeInputs(ModelConfiguration configuration, int seed) => [.. Specs.Select((spec, index) => MadeUpTensor.Create(
        spec.ElementType,
        configuration.WarmUpShapes.TryGetValue(spec.Name, out var shape) ? [.. shape] : [.. spec.Shape.Select((dimension, axis) => dimension.IsVariable ? axis == 0 ? 1 : ModelConfiguration.DefaultWarmUpSize : dimension.Size)],
        seed + index * 31))];
}
