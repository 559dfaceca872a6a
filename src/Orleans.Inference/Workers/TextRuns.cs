using System.Collections.Immutable;
using Orleans.Inference.Devices;
using Orleans.Inference.Models;

namespace Orleans.Inference.Workers;

/// <summary>The runs of one call with text on a device.</summary>
internal sealed class TextRuns(ServedDevice device, ServedModel model, TextEmbeddingRequest request, TimeSpan timeRemaining, TimeProvider timeProvider) : ITextRuns
{
    private readonly long _startedAt = timeProvider.GetTimestamp();

    public ModelMetadata Model => model.Metadata;

    public int Lanes => model.Instances;

    public Task<InferenceResponse> RunAsync(ImmutableArray<NamedTensor> inputs, ImmutableArray<string> outputs, CancellationToken cancellationToken)
    {
        var run = new InferenceRequest
        {
            Model = model.Key.Name,
            Version = model.Key.Version,
            Inputs = inputs,
            Outputs = outputs,
            Timeout = request.Timeout,
            Priority = request.Priority,
        };
        return device.InferLocallyAsync(run, new(timeRemaining - timeProvider.GetElapsedTime(_startedAt)), cancellationToken);
    }
}
