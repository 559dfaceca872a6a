using Orleans.Inference.Cluster.Harness.Load;
using Orleans.Inference.Cluster.Harness.Scripted;

namespace Orleans.Inference.Cluster.Harness.Stock;

/// <summary>Calls grains that have nothing of inference; so many that every silo has some.</summary>
internal sealed class StockCaller(IGrainFactory grains) : ICaller
{
    private const int Grains = 64;

    public string Name => "stock";

    public async Task<Answer> CallAsync(ScriptedCommand command, TimeSpan timeout, CancellationToken cancellationToken) =>
        Answer.Of(await grains.GetGrain<IStockGrain>(command.Id % Grains).AnswerAsync(command.Id, command.Time));
}
