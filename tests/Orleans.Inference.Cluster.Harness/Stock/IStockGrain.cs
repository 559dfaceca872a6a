using Orleans.Concurrency;
using Orleans.Inference.Cluster.Harness.Scripted;

namespace Orleans.Inference.Cluster.Harness.Stock;

/// <summary>The model <c>echo</c> as a grain that has nothing of inference: what Orleans alone does when a silo fails.</summary>
public interface IStockGrain : IGrainWithIntegerKey
{
    /// <param name="id">Who asks.</param>
    /// <param name="time">How long it takes.</param>
    /// <returns>The elements of an answer.</returns>
    Task<long[]> AnswerAsync(long id, TimeSpan time);
}

/// <inheritdoc cref="IStockGrain"/>
[Reentrant]
internal sealed class StockGrain : Grain, IStockGrain
{
    public async Task<long[]> AnswerAsync(long id, TimeSpan time)
    {
        await Task.Delay(time);
        return [ScriptedCommand.AnswerTo(id), Environment.ProcessId, 0];
    }
}
