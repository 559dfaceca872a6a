using Orleans.Concurrency;
using Orleans.Inference.Cluster.Harness.Load;
using Orleans.Inference.Cluster.Harness.Scripted;

namespace Orleans.Inference.Benchmarks.Failover;

/// <summary>A grain that calls models for callers of this process, many at a time.</summary>
public interface IRelayGrain : IGrainWithIntegerKey
{
    Task RunAsync(Immutable<Func<Task>> call);
}

/// <inheritdoc cref="IRelayGrain"/>
// Stateless, so that it is in no directory: the way to it is not what is measured, and no silo that is killed may hold a part of it.
[StatelessWorker(1), Reentrant]
internal sealed class RelayGrain : Grain, IRelayGrain
{
    public Task RunAsync(Immutable<Func<Task>> call) => call.Value();
}

/// <summary>Calls from a grain.</summary>
internal sealed class GrainCaller(CallerSilo silo) : ICaller
{
    private readonly IRelayGrain _relay = silo.Grains.GetGrain<IRelayGrain>(0);
    private readonly ExternalCaller _caller = new(silo.Inference);

    public string Name => "grain";

    public async Task<Answer> CallAsync(ScriptedCommand command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Answer answer = default;
        await _relay.RunAsync(new(async () => answer = await _caller.CallAsync(command, timeout, cancellationToken)));
        return answer;
    }
}
