using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Orleans.Inference.Pipelines;

/// <summary>Models that are run one after another, each on tensors that the request or another one gave.</summary>
/// <param name="metadata">What the pipeline takes and gives as a whole.</param>
/// <param name="steps">The steps, each after those whose tensors it takes.</param>
internal sealed class Pipeline(ModelMetadata metadata, ImmutableArray<PipelineStep> steps)
{
    private readonly FrozenDictionary<string, TensorSource> _sources = FindSources(metadata, steps);
    private readonly ImmutableArray<string>[] _wholePlan = Plan(steps, metadata.Outputs.Select(static output => output.Name));

    public ModelMetadata Metadata => metadata;

    public ImmutableArray<PipelineStep> Steps => steps;

    /// <summary>Where a tensor comes from.</summary>
    public TensorSource SourceOf(string tensor) => _sources[tensor];

    /// <summary>What each step is to give, by the names of its model's outputs, so that some outputs of the pipeline can be answered; of a step that is not needed, nothing.</summary>
    /// <param name="outputs">The outputs wanted, as indexes into the pipeline's, each once.</param>
    public ImmutableArray<string>[] Plan(int[] outputs) =>
        outputs.Length == metadata.Outputs.Length ? _wholePlan : Plan(steps, outputs.Select(output => metadata.Outputs[output].Name));

    private static ImmutableArray<string>[] Plan(ImmutableArray<PipelineStep> steps, IEnumerable<string> tensors)
    {
        HashSet<string> needed = new(tensors, StringComparer.Ordinal);
        var plan = new ImmutableArray<string>[steps.Length];
        for (var i = steps.Length - 1; i >= 0; i--)
        {
            plan[i] = [.. steps[i].Outputs.Where(output => needed.Contains(output.Tensor)).Select(static output => output.Spec.Name)];
            if (plan[i].IsEmpty) continue;
            foreach (var input in steps[i].Inputs) needed.Add(input.Tensor);
        }

        return plan;
    }

    private static FrozenDictionary<string, TensorSource> FindSources(ModelMetadata metadata, ImmutableArray<PipelineStep> steps)
    {
        Dictionary<string, TensorSource> sources = new(StringComparer.Ordinal);
        for (var i = 0; i < metadata.Inputs.Length; i++) sources[metadata.Inputs[i].Name] = new(-1, i, metadata.Inputs[i].Name);
        for (var i = 0; i < steps.Length; i++)
        {
            foreach (var output in steps[i].Outputs) sources[output.Tensor] = new(i, -1, output.Spec.Name);
        }

        return sources.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

/// <summary>Where a tensor of a pipeline comes from.</summary>
/// <param name="Step">The step that makes it, as an index; -1 for one that the request gives.</param>
/// <param name="Input">Which of the pipeline's inputs it is, where the request gives it.</param>
/// <param name="Name">The name of the model's output, or of the pipeline's input.</param>
internal readonly record struct TensorSource(int Step, int Input, string Name)
{
    public bool IsOfRequest => Step < 0;
}
