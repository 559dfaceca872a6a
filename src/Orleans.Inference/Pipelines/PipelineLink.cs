namespace Orleans.Inference.Pipelines;

/// <summary>An input or an output of a step's model, and the pipeline's tensor that it takes or makes.</summary>
internal readonly record struct PipelineLink(TensorSpec Spec, string Tensor);
