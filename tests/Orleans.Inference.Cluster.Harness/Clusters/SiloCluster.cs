using Orleans.Inference.Cluster.Harness.Clients;
using Orleans.Inference.Cluster.Harness.Processes;

namespace Orleans.Inference.Cluster.Harness.Clusters;

/// <summary>Silos, each in a process of its own, whose membership is in Redis.</summary>
internal sealed class SiloCluster : IAsyncDisposable
{
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();
    private readonly List<SiloProcess> _silos = [];
    private readonly List<SiloProcess> _gone = [];
    private readonly IReadOnlyList<SiloPlan> _plans;

    private SiloCluster(RedisServer redis, IReadOnlyList<SiloPlan> plans)
    {
        (Redis, _plans) = (redis, plans);
        Records = new(_folder.Path);
    }

    public RedisServer Redis { get; }

    public string Id { get; } = $"test-{Guid.NewGuid():N}";

    public Records Records { get; }

    /// <summary>The silos that run.</summary>
    public IReadOnlyList<SiloProcess> Silos
    {
        get
        {
            lock (_silos) return [.. _silos.Where(silo => !silo.HasExited)];
        }
    }

    /// <summary>What its silos printed, with those that ended since it was restored.</summary>
    public string Log => string.Join("\n\n", _silos.Select(silo => $"--- {silo.Name}, process {silo.ProcessId}\n{silo.Log}"));

    public SiloProcess this[string name] => Silos.Single(silo => silo.Name == name);

    /// <summary>Starts a cluster and waits until it is complete.</summary>
    /// <param name="redis">Where its membership will be; stays its owner's.</param>
    /// <param name="plans">Its silos.</param>
    public static Task<SiloCluster> StartAsync(RedisServer redis, params IReadOnlyList<SiloPlan> plans) => StartAsync(redis, static _ => { }, plans);

    /// <summary>Starts a cluster with models of its own and waits until it is complete.</summary>
    /// <param name="redis">Where its membership will be; stays its owner's.</param>
    /// <param name="fillRepository">Writes models into the repository's folder.</param>
    /// <param name="plans">Its silos.</param>
    public static async Task<SiloCluster> StartAsync(RedisServer redis, Action<string> fillRepository, params IReadOnlyList<SiloPlan> plans)
    {
        SiloCluster cluster = new(redis, plans);
        fillRepository(Directory.CreateDirectory(SiloProcess.RepositoryIn(cluster.Records.Folder)).FullName);
        try
        {
            await cluster.RestoreAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connects an Orleans client.</summary>
    public Task<ExternalClient> ConnectAsync(TimeSpan? responseTimeout = null) => ExternalClient.ConnectAsync(Redis.ConnectionString, Id, responseTimeout);

    /// <summary>Starts one more silo, or one anew.</summary>
    public async Task<SiloProcess> StartSiloAsync(SiloPlan plan)
    {
        var silo = await SiloProcess.StartAsync(plan, Id, Redis.ConnectionString, Records.Folder);
        lock (_silos) _silos.Add(silo);
        return silo;
    }

    /// <summary>Makes the cluster what it was planned to be: starts what is missing, ends what is too much, waits until all workers serve.</summary>
    public async Task RestoreAsync()
    {
        foreach (var silo in Silos)
        {
            await silo.ResumeAsync(); // a test that failed may have left it paused
            if (!_plans.Contains(silo.Plan)) await silo.TerminateAsync();
        }

        do
        {
            _gone.AddRange(_silos.Where(silo => silo.HasExited));
            _silos.RemoveAll(_gone.Contains);
            await Task.WhenAll([.. Missing.Select(StartSiloAsync)]);
            await using var client = await ConnectAsync();
            await client.UntilAsync("the cluster is complete", SettleLimit, status => IsComplete(status) || Missing.Any());
        }
        while (Missing.Any()); // one that was paused for long ends when it learns that it was declared dead
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos.Concat(_gone)) await silo.DisposeAsync();
        _folder.Dispose();
    }

    private IEnumerable<SiloPlan> Missing => _plans.Where(plan => Silos.All(silo => silo.Name != plan.Name));

    private bool IsComplete(ClusterStatus status) =>
        status.Silos.Where(silo => silo.Status == SiloStatus.Active).Select(silo => silo.Name).Order().SequenceEqual(_plans.Select(plan => plan.Name).Order())
        && status.Workers.Where(worker => worker.IsServing).Select(worker => worker.SiloName).Order()
            .SequenceEqual(_plans.Where(plan => plan.Lanes > 0).Select(plan => plan.Name).Order());
}
