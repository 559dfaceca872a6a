using System.Runtime.InteropServices;
using Orleans.Concurrency;

namespace Orleans.Inference.Benchmarks.Transport;

/// <summary>Takes numbers as Orleans sends them by itself, and answers with the last one.</summary>
public interface ITouchGrain : IGrainWithIntegerKey
{
    Task<float> TouchBytesAsync([Immutable] byte[] numbers);

    Task<float> TouchFloatsAsync([Immutable] float[] numbers);
}

/// <inheritdoc cref="ITouchGrain"/>
[Reentrant]
internal sealed class TouchGrain : Grain, ITouchGrain
{
    public Task<float> TouchBytesAsync(byte[] numbers) => Task.FromResult(MemoryMarshal.Cast<byte, float>(numbers)[^1]);

    public Task<float> TouchFloatsAsync(float[] numbers) => Task.FromResult(numbers[^1]);
}
