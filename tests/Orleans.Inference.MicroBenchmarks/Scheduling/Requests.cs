using System.Collections.Immutable;
using Orleans.Inference.Models;
using Orleans.Inference.Scheduling;

namespace Orleans.Inference.MicroBenchmarks.Scheduling;

/// <summary>A model that answers what it is given, and requests for it.</summary>
internal static class Requests
{
    public const int BatchSize = 8;

    public static ServedModel Model(IModelSession session)
    {
        ModelMetadata metadata = new() { Name = "echo", Version = "1", Platform = session.Platform, Inputs = session.Inputs, Outputs = session.Outputs, MaxBatchSize = BatchSize };
        SpeedMeter meter = new(TimeProvider.System);
        for (var rows = 1; rows <= BatchSize; rows *= 2) meter.Add(rows, TimeSpan.FromMicroseconds(200 + rows));
        return new(metadata, session, instances: 2, meter, configuredSpeed: null);
    }

    public static PendingRequest For(ServedModel model, int floats, InferencePriority priority = InferencePriority.Default) => new(
        new() { Model = model.Metadata.Name, Inputs = [], Priority = priority },
        model,
        [Tensor.Create(new float[floats], [1, floats])],
        model.AllOutputs,
        new(TimeSpan.FromHours(1)));
}

/// <summary>Answers with its input's own memory, so that what is measured is what is around a run.</summary>
internal sealed class EchoSession : IModelSession
{
    public string Platform => "echo";

    public ImmutableArray<TensorSpec> Inputs { get; } = [new("x", ElementType.Float32, [new(-1, "batch"), new(-1, "length")])];

    public ImmutableArray<TensorSpec> Outputs { get; } = [new("y", ElementType.Float32, [new(-1, "batch"), new(-1, "length")])];

    public ImmutableArray<string> ExecutionProviders => [];

    public Tensor[] Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<int> outputs, CancellationToken cancellationToken = default) => [inputs[0]];

    public void Dispose()
    {
    }
}
