using System.Collections.Immutable;

namespace Orleans.Inference.Operations;

internal sealed partial class ModelOperations
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Asks all workers that have the model what it has done, and adds it up. A worker that does not answer in time is left out.</summary>
    /// <inheritdoc cref="IInferenceClient.GetStatisticsAsync"/>
    public async Task<ImmutableArray<ModelStatistics>> GetStatisticsAsync(string? model, string? version, CancellationToken cancellationToken)
    {
        var cluster = await grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key).GetClusterAsync(cancellationToken).ConfigureAwait(false);
        var workers = cluster.Workers.Where(worker => worker.Models.Any(served =>
            served.State is ModelState.Ready or ModelState.Unloading or ModelState.Loading
            && (model is null || served.Name == model)
            && (version is null || served.Version == version)));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var answers = await Task.WhenAll(workers.Select(worker => AskAsync(worker.Worker, model, version, patience.Token))).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return
        [
            .. answers.SelectMany(static answer => answer)
                .GroupBy(static statistics => statistics.Model)
                .Select(static group => group.Aggregate(static (sum, next) => sum.Plus(next)))
                .OrderBy(static statistics => statistics.Model.Name, StringComparer.Ordinal)
                .ThenByDescending(static statistics => statistics.Model.Version, ModelVersions.Ascending),
        ];
    }

    private async Task<ImmutableArray<ModelStatistics>> AskAsync(WorkerId worker, string? model, string? version, CancellationToken cancellationToken)
    {
        try
        {
            // Not every way in which a worker can be out of reach notices the token.
            return await grains.GetWorker(worker).GetStatisticsAsync(model, version, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception)
        {
            return [];
        }
    }
}
