using Orleans.Inference.Models;

namespace Orleans.Inference.Pipelines;

/// <summary>Follows pipelines that are steps of pipelines, as far as this silo's repository has them.</summary>
internal sealed class PipelineNesting(ModelCatalog catalog)
{
    /// <summary>How deep pipelines are nested in one; 1 where none of its steps is a pipeline.</summary>
    /// <exception cref="ModelLoadException">It is a step of itself, directly or through others.</exception>
    public int DepthOf(ModelDefinition pipeline) => DepthOf(pipeline, []);

    private int DepthOf(ModelDefinition pipeline, List<ModelDefinition> path)
    {
        path.Add(pipeline);
        var deepest = 0;
        foreach (var step in pipeline.Configuration.Steps)
        {
            var again = path.FindIndex(outer => outer.Name == step.Model && (step.Version is null || step.Version == outer.Version));
            if (again >= 0) throw new ModelLoadException($"a pipeline is a step of itself: {string.Join(" → ", path.Skip(again).Append(path[again]).Select(static outer => $"'{outer.Name}/{outer.Version}'"))}");
            foreach (var inner in Find(step)) deepest = Math.Max(deepest, DepthOf(inner, path));
        }

        path.RemoveAt(path.Count - 1);
        return deepest + 1;
    }

    private IEnumerable<ModelDefinition> Find(StepConfiguration step)
    {
        List<ModelRepositoryEntry> entries = step.Version is null ? catalog.Find(step.Model) ?? [] : catalog.Find(step.Model, step.Version) is { } found ? [found] : [];
        return entries.Where(static entry => entry.Definition is { Configuration.IsPipeline: true }).Select(static entry => entry.Definition!);
    }
}
