using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>Makes the side of models that takes text. One is registered where models may have such a side.</summary>
public interface ITextModelFactory
{
    /// <summary>Makes the side that takes text of a model that was just loaded.</summary>
    /// <param name="model">The model; its configuration has <see cref="ModelConfiguration.Text"/>.</param>
    /// <param name="inputs">The inputs that the model has.</param>
    /// <param name="outputs">The outputs that it has.</param>
    /// <exception cref="ModelLoadException">What is configured does not fit the model, or a file is not as it must be; the message is for the operator.</exception>
    ITextModel Create(ModelDefinition model, ImmutableArray<TensorSpec> inputs, ImmutableArray<TensorSpec> outputs);
}
