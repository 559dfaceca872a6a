using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Inference.Traffic;

namespace Orleans.Inference.Dispatch;

/// <summary>
/// Wakes external workers whose silo died, on another one: those that the dispatcher knows, and, when it is new itself, those that the silos' route tables have.
/// </summary>
internal sealed partial class ExternalWorkers(WorkerRegistry registry, IGrainFactory grains, IClusterMembershipService membership, TimeProvider timeProvider, ILogger logger)
{
    /// <summary>Two signs of life that did not come.</summary>
    private static readonly TimeSpan QuietLimit = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WakePatience = TimeSpan.FromSeconds(6);
    private readonly Dictionary<WorkerId, long> _wokenAt = [];

    /// <summary>Whether a new dispatcher has heard which ones there were.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>Asks the silos which ones they knew, and wakes them; the dispatcher is new.</summary>
    public async Task TakeBackAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            var held = await Task.WhenAll(Active.Select(member => AskAsync(member.SiloAddress, patience.Token)).ToList());
            var known = held.SelectMany(static workers => workers).DistinctBy(static worker => worker.Url).ToList();
            await Task.WhenAll(known.Select(worker => WakeAsync(worker, patience.Token)));
        }
        finally
        {
            IsSettled = true;
        }
    }

    /// <summary>Wakes those whose silo died, or that are quiet.</summary>
    /// <param name="isGone">Whether a silo is no longer there.</param>
    /// <param name="cancellationToken">The dispatcher leaves.</param>
    public void Wake(Func<SiloAddress, bool> isGone, CancellationToken cancellationToken)
    {
        List<RegisteredWorker>? lost = null;
        foreach (var worker in registry.Registered)
        {
            if (!worker.Status.Worker.IsExternal) continue;
            var isLost = timeProvider.GetElapsedTime(worker.HeardAt) >= QuietLimit || (worker.Status.Host is { } host && isGone(host));
            if (!isLost) _wokenAt.Remove(worker.Status.Worker);
            else if (!_wokenAt.TryGetValue(worker.Status.Worker, out var at) || timeProvider.GetElapsedTime(at) >= Pause) (lost ??= []).Add(worker);
        }

        // The last silo leaves, and its workers before it: there is no place left to wake them.
        if (lost is null || !Active.Any()) return;
        foreach (var worker in lost)
        {
            _wokenAt[worker.Status.Worker] = timeProvider.GetTimestamp();
            WakeAsync(Describe(worker.Status), cancellationToken).Ignore();
        }
    }

    private IEnumerable<ClusterMember> Active => membership.CurrentSnapshot.Members.Values.Where(static member => member.Status == SiloStatus.Active);

    private static ExternalWorkerRegistration Describe(WorkerStatus status) => new()
    {
        Url = status.Worker.Device,
        Models = [.. status.Models.Select(static model => model.Name)],
        IsMultimodal = status.Models.Any(static model => model.Metadata?.Text.HasFlag(TextCapabilities.Images) == true),
        Speed = status.Models is [{ DeclaredSpeed: > 0 and var speed }, ..] ? speed : 1,
        QueueLength = status.QueueLength,
    };

    private async Task<ImmutableArray<ExternalWorkerRegistration>> AskAsync(SiloAddress silo, CancellationToken cancellationToken)
    {
        try
        {
            var router = grains.GetGrain<IRouterGrain>(new WorkerId(silo, IRouterGrain.Device).ToString());
            return await router.GetExternalWorkersAsync(cancellationToken).WaitAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            LogNoAnswer($"the silo {silo}", exception.Message);
            return [];
        }
    }

    private async Task WakeAsync(ExternalWorkerRegistration worker, CancellationToken cancellationToken)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(WakePatience);
            await grains.GetExternalWorker(worker.Url).ReviveAsync(worker, patience.Token).WaitAsync(patience.Token);
        }
        catch (Exception exception)
        {
            LogNoAnswer($"the external worker {worker.Url}", exception.Message); // it is tried again
        }
    }

    [LoggerMessage(7, LogLevel.Debug, "While external workers were taken back, {Who} did not answer: {Problem}")]
    private partial void LogNoAnswer(string who, string problem);
}
