using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>Runs a model for a call with text: in the queue of its device, in batches with other calls, within the caller's time.</summary>
public interface ITextRuns
{
    /// <summary>The model; a run should have no more rows than <see cref="ModelMetadata.MaxBatchSize"/>.</summary>
    ModelMetadata Model { get; }

    /// <summary>How many runs the device does at once.</summary>
    int Lanes { get; }

    /// <summary>Runs the model once.</summary>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="outputs">The outputs that are wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<InferenceResponse> RunAsync(ImmutableArray<NamedTensor> inputs, ImmutableArray<string> outputs, CancellationToken cancellationToken);
}
