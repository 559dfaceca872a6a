using System.Collections.Immutable;

namespace Orleans.Inference.Pipelines;

/// <summary>Makes a pipeline of what its <c>model.json</c> says and of the models of its steps, and refuses what does not fit together, with both sides.</summary>
internal sealed class PipelineBuilder(ModelDefinition definition, ImmutableArray<ModelMetadata> models)
{
    private readonly ImmutableArray<PipelineStep> _steps = [.. definition.Configuration.Steps.Select((step, index) => StepLinks.Link(index + 1, step, models[index]))];
    private readonly Dictionary<string, (PipelineStep Step, PipelineLink Link)> _made = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (PipelineStep Step, PipelineLink Link)> _given = new(StringComparer.Ordinal);

    /// <exception cref="ModelLoadException">The steps do not fit together.</exception>
    public Pipeline Build()
    {
        foreach (var step in _steps)
        {
            foreach (var output in step.Outputs) Make(step, output);
        }

        foreach (var step in _steps)
        {
            foreach (var input in step.Inputs) Take(step, input);
        }

        PipelineSymbols symbols = new();
        var inputs = InputNames().Select(name => symbols.Name(_given[name].Step, _given[name].Link)).ToImmutableArray();
        var outputs = OutputNames().Select(name => symbols.Name(_made[name].Step, _made[name].Link)).ToImmutableArray();
        return new(
            new()
            {
                Name = definition.Name,
                Version = definition.Version,
                Platform = PipelineSession.PlatformName,
                Inputs = inputs,
                Outputs = outputs,
                Labels = LabelsOf(outputs),
                ExecutionProviders = [.. models.SelectMany(static model => model.ExecutionProviders).Distinct(StringComparer.Ordinal)],
            },
            StepOrder.Sort(_steps, _made.ToDictionary(static made => made.Key, static made => made.Value.Step, StringComparer.Ordinal)));
    }

    private void Make(PipelineStep step, PipelineLink output)
    {
        if (_made.TryAdd(output.Tensor, (step, output))) return;
        var (other, link) = _made[output.Tensor];
        throw new ModelLoadException($"the tensor '{output.Tensor}' is made twice: by {other} as its output '{link.Spec.Name}', and by {step} as its output '{output.Spec.Name}'");
    }

    private void Take(PipelineStep step, PipelineLink input)
    {
        var taken = $"{step} takes the tensor '{input.Tensor}' as its input '{input.Spec.Name}', which is {input.Spec}";
        if (_made.TryGetValue(input.Tensor, out var made))
        {
            if (!Fit(made.Link.Spec, input.Spec)) throw new ModelLoadException($"{taken}, but {made.Step} makes it as its output '{made.Link.Spec.Name}', which is {made.Link.Spec}");
            return;
        }

        var declared = definition.Configuration.Inputs;
        if (!declared.IsDefaultOrEmpty && !declared.Contains(input.Tensor)) throw new ModelLoadException($"{taken}, but no step makes it, and the pipeline's Inputs are: {Names(declared)}");
        if (_given.TryAdd(input.Tensor, (step, input))) return;
        var (other, link) = _given[input.Tensor];
        if (!Fit(link.Spec, input.Spec)) throw new ModelLoadException($"{taken}, but {other} takes it as its input '{link.Spec.Name}', which is {link.Spec}");
        if (Fixed(input.Spec) > Fixed(link.Spec)) _given[input.Tensor] = (step, input);
    }

    private IEnumerable<string> InputNames()
    {
        var declared = definition.Configuration.Inputs;
        if (declared.IsDefaultOrEmpty) return _steps.SelectMany(static step => step.Inputs).Select(static input => input.Tensor).Where(_given.ContainsKey).Distinct(StringComparer.Ordinal);
        CheckOnce("Inputs", declared);
        foreach (var name in declared)
        {
            if (_made.TryGetValue(name, out var made)) throw new ModelLoadException($"the tensor '{name}' is made twice: it is one of the pipeline's Inputs, and {made.Step} makes it as its output '{made.Link.Spec.Name}'");
            if (!_given.ContainsKey(name)) throw new ModelLoadException($"the pipeline's Inputs have '{name}', but no step takes it; what the steps take and none makes is: {Names(_given.Keys)}");
        }

        return declared;
    }

    private IEnumerable<string> OutputNames()
    {
        var declared = definition.Configuration.Outputs;
        if (declared.IsDefaultOrEmpty)
        {
            var taken = _steps.SelectMany(static step => step.Inputs).Select(static input => input.Tensor).ToHashSet(StringComparer.Ordinal);
            return _steps.SelectMany(static step => step.Outputs).Select(static output => output.Tensor).Where(tensor => !taken.Contains(tensor));
        }

        CheckOnce("Outputs", declared);
        var missing = declared.FirstOrDefault(name => !_made.ContainsKey(name));
        return missing is null ? declared : throw new ModelLoadException($"the pipeline's Outputs have '{missing}', but no step makes it; the steps make: {Names(_made.Keys)}");
    }

    // The labels of a step's model stay with its output, whatever that is called here.
    private ImmutableDictionary<string, ImmutableArray<string>> LabelsOf(ImmutableArray<TensorSpec> outputs)
    {
        var labels = definition.Configuration.Labels;
        foreach (var output in outputs)
        {
            var (step, link) = _made[output.Name];
            if (!labels.ContainsKey(output.Name) && step.Metadata.Labels.TryGetValue(link.Spec.Name, out var known)) labels = labels.Add(output.Name, known);
        }

        return labels;
    }

    private static bool Fit(TensorSpec one, TensorSpec other) =>
        one.ElementType == other.ElementType
        && one.Shape.Length == other.Shape.Length
        && one.Shape.Zip(other.Shape).All(static pair => pair.First.IsVariable || pair.Second.IsVariable || pair.First.Size == pair.Second.Size);

    private static int Fixed(TensorSpec spec) => spec.Shape.Count(static dimension => !dimension.IsVariable);

    private static void CheckOnce(string key, ImmutableArray<string> names)
    {
        var twice = names.GroupBy(static name => name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1);
        if (twice is not null) throw new ModelLoadException($"the pipeline's {key} have '{twice.Key}' twice");
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(static name => $"'{name}'"));
}
