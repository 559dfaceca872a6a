namespace Orleans.Inference.Pipelines;

/// <summary>
/// Names a pipeline's inputs and outputs. A symbol says that dimensions have the same size, and that only within one model: two models may mean different
/// things by it, so it stays with the step that is the first to use it, and is taken from the others.
/// </summary>
internal sealed class PipelineSymbols
{
    private readonly Dictionary<string, PipelineStep> _owners = new(StringComparer.Ordinal);

    public TensorSpec Name(PipelineStep step, PipelineLink link) => link.Spec with { Name = link.Tensor, Shape = [.. link.Spec.Shape.Select(dimension => Keep(step, dimension))] };

    private Dimension Keep(PipelineStep step, Dimension dimension)
    {
        if (dimension.Symbol is not { } symbol || _owners.TryAdd(symbol, step) || _owners[symbol] == step) return dimension;
        return dimension with { Symbol = null };
    }
}
