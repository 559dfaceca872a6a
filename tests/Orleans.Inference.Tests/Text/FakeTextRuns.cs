using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Orleans.Inference.Tests.Text;

/// <summary>Runs a model that is a C# function, and remembers on what it was run.</summary>
internal sealed class FakeTextRuns(Func<ImmutableArray<NamedTensor>, Tensor> run, int maxRows = 32) : ITextRuns
{
    private int _running;
    private int _most;

    public ModelMetadata Model { get; } = new() { Name = "m", Version = "1", Platform = "fake", Inputs = [], Outputs = [], MaxBatchSize = maxRows };

    public int Lanes { get; init; } = 1;

    public ConcurrentQueue<ImmutableArray<NamedTensor>> Runs { get; } = [];

    /// <summary>How many runs there were at once.</summary>
    public int Most => _most;

    public async Task<InferenceResponse> RunAsync(ImmutableArray<NamedTensor> inputs, ImmutableArray<string> outputs, CancellationToken cancellationToken)
    {
        Runs.Enqueue(inputs);
        InterlockedMax(Interlocked.Increment(ref _running));
        await Task.Yield();
        var output = run(inputs);
        Interlocked.Decrement(ref _running);
        return new() { Model = Model.Name, Version = Model.Version, Outputs = [new(outputs[0], output)], Worker = default, Load = new(3, 100) };
    }

    private void InterlockedMax(int running)
    {
        for (var most = _most; running > most; most = _most) Interlocked.CompareExchange(ref _most, running, most);
    }
}
