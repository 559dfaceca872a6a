using System.Collections.Immutable;

namespace Orleans.Inference.Pipelines;

/// <summary>Finds which tensors a step takes and makes, by its configuration and its model.</summary>
internal static class StepLinks
{
    /// <exception cref="ModelLoadException">The step names an input or an output that its model does not have, or leaves out an input.</exception>
    public static PipelineStep Link(int number, StepConfiguration configuration, ModelMetadata model)
    {
        var step = PipelineStep.Describe(number, configuration);
        CheckNames(step, "input", configuration.Inputs, model.Inputs, model);
        CheckNames(step, "output", configuration.Outputs, model.Outputs, model);
        var missing = configuration.Inputs.IsEmpty ? null : model.Inputs.FirstOrDefault(input => !configuration.Inputs.ContainsKey(input.Name));
        if (missing is not null) throw new ModelLoadException($"{step} is not given the input '{missing.Name}', which is {missing}; it is given: {Names(configuration.Inputs.Keys.Order(StringComparer.Ordinal))}");
        return new(number, configuration, model, Link(configuration.Inputs, model.Inputs), Link(configuration.Outputs, model.Outputs));
    }

    private static ImmutableArray<PipelineLink> Link(ImmutableDictionary<string, string> tensors, ImmutableArray<TensorSpec> specs) => tensors.IsEmpty
        ? [.. specs.Select(static spec => new PipelineLink(spec, spec.Name))]
        : [.. specs.Where(spec => tensors.ContainsKey(spec.Name)).Select(spec => new PipelineLink(spec, tensors[spec.Name]))];

    private static void CheckNames(string step, string kind, ImmutableDictionary<string, string> tensors, ImmutableArray<TensorSpec> specs, ModelMetadata model)
    {
        foreach (var name in tensors.Keys.Order(StringComparer.Ordinal))
        {
            if (specs.Any(spec => spec.Name == name)) continue;
            throw new ModelLoadException($"{step} has the {kind} '{name}', but the model '{model.Name}' version {model.Version} has: {Names(specs.Select(static spec => spec.Name))}");
        }
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(static name => $"'{name}'"));
}
