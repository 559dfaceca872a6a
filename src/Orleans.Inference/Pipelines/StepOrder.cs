using System.Collections.Immutable;

namespace Orleans.Inference.Pipelines;

/// <summary>Brings steps into an order in which each comes after those whose tensors it takes.</summary>
internal static class StepOrder
{
    /// <param name="steps">The steps, in the order of the <c>model.json</c>.</param>
    /// <param name="makers">Which step makes a tensor.</param>
    /// <exception cref="ModelLoadException">Some wait for each other.</exception>
    public static ImmutableArray<PipelineStep> Sort(ImmutableArray<PipelineStep> steps, IReadOnlyDictionary<string, PipelineStep> makers)
    {
        List<PipelineStep> left = [.. steps];
        var sorted = ImmutableArray.CreateBuilder<PipelineStep>(steps.Length);
        while (left.Find(step => Awaited(step).All(sorted.Contains)) is { } next)
        {
            sorted.Add(next);
            left.Remove(next);
        }

        if (left.Count == 0) return sorted.DrainToImmutable();
        // Each of those left waits for another of them: following that comes back to where it was.
        List<PipelineStep> path = [left[0]];
        PipelineStep awaited;
        while (!path.Contains(awaited = Awaited(path[^1]).First(left.Contains))) path.Add(awaited);
        throw new ModelLoadException($"steps wait for each other's tensors: {string.Join(", ", path.Skip(path.IndexOf(awaited)).Select(Explain))}");

        IEnumerable<PipelineStep> Awaited(PipelineStep step) => step.Inputs.Where(input => makers.ContainsKey(input.Tensor)).Select(input => makers[input.Tensor]);

        string Explain(PipelineStep step)
        {
            var input = step.Inputs.First(input => makers.TryGetValue(input.Tensor, out var maker) && left.Contains(maker));
            return $"{step} takes '{input.Tensor}', which {makers[input.Tensor]} makes";
        }
    }
}
