using System.Collections.Immutable;
using Orleans.Inference.Pipelines;

namespace Orleans.Inference.Models;

internal sealed partial class ModelLoader
{
    /// <summary>Makes a pipeline of models that are served somewhere.</summary>
    /// <param name="model">What its <c>model.json</c> says.</param>
    /// <param name="steps">The models of its steps.</param>
    /// <param name="device">The device that takes its requests.</param>
    /// <exception cref="ModelLoadException">The steps do not fit together; the message is for the operator.</exception>
    public ServedModel CreatePipeline(ModelDefinition model, ImmutableArray<ModelMetadata> steps, Device device)
    {
        var configuration = model.Configuration;
        CheckDispatchPolicy(configuration);
        var pipeline = new PipelineBuilder(model, steps).Build();
        model.Declared?.Check(pipeline.Metadata.Inputs, pipeline.Metadata.Outputs);
        CheckLabels(configuration, pipeline.Metadata.Outputs);
        double? speed = options.Value.Speeds.TryGetValue(model.Name, out var configured) ? configured : null;
        return new(pipeline.Metadata, new PipelineSession(pipeline.Metadata), device.Lanes, new(timeProvider), speed)
        {
            Pipeline = pipeline,
            DispatchPolicy = configuration.DispatchPolicy,
            Hedge = configuration.Hedge,
        };
    }
}
