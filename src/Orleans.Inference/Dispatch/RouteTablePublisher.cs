using System.Runtime.CompilerServices;

namespace Orleans.Inference.Dispatch;

/// <summary>
/// Makes versions of the route table of what changed in the registry, and pushes them: at once after a quiet time, and what follows in one version a moment later.
/// </summary>
/// <remarks>Not for use by several threads; what it awaits comes back to the scheduler that it was called on.</remarks>
internal sealed class RouteTablePublisher(WorkerRegistry registry, Func<RouteTableUpdate, Task> push, TimeProvider timeProvider, CancellationToken stopping)
{
    /// <summary>The least time between two pushes. A thousand workers that register at once make a few dozen of them; nobody's death is noticed later for it.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    private RouteTableHistory _table = new(default);
    private Task _publishing = Task.CompletedTask;
    private Task _pause = Task.CompletedTask;
    private AliasTable? _aliases;

    public RouteTableStamp Stamp => _table.Stamp;

    /// <summary>Begins a new epoch with all that is known. Nothing is pushed: nobody holds a table that a push could start from.</summary>
    public void Begin(DispatcherEpoch epoch)
    {
        _table = new(epoch);
        _table.Update(registry.TakeAll());
        if (_aliases is not null) _table.Update(_aliases);
    }

    /// <summary>The aliases; <see langword="null"/> while they are not known.</summary>
    public AliasTable? Aliases => _aliases;

    /// <summary>Publishes aliases, if they are others than before.</summary>
    public void Publish(AliasTable aliases)
    {
        _aliases = aliases;
        Publish();
    }

    /// <summary>What turns the table that somebody holds into the newest one that was published; <see langword="null"/> when it is that one.</summary>
    public RouteTableUpdate? UpdateFrom(RouteTableStamp held) => _table.UpdateFrom(held);

    /// <summary>To be called after the registry was told something.</summary>
    public void Publish()
    {
        if (HasChanges && _publishing.IsCompleted) _publishing = PublishAsync();
    }

    /// <summary>Waits until all that the registry was told so far is published.</summary>
    /// <remarks>
    /// A renewal that made a version of its own would hand out one that no push starts from, and leave its router deaf to pushes until it renews again.
    /// </remarks>
    public async Task WaitAsync()
    {
        Publish();
        if (!HasChanges) return;
        await PauseAsync();
        await PushWhenDueAsync();
    }

    private bool HasChanges => registry.HasChanges || _aliases?.Version != _table.Aliases?.Version;

    private async Task PublishAsync()
    {
        while (HasChanges && !stopping.IsCancellationRequested)
        {
            await PauseAsync();
            await PushWhenDueAsync();
        }
    }

    // Whoever waited for the same pause may have pushed it all.
    private async Task PushWhenDueAsync()
    {
        if (!_pause.IsCompleted || !HasChanges) return;
        _pause = Task.Delay(Period, timeProvider, stopping);
        var before = _table.Stamp;
        var isNew = _table.Update(registry.TakeChanges());
        if (_aliases is not null) isNew |= _table.Update(_aliases);
        if (!isNew) return;
        // A whole table is for those alone that ask: this dispatcher may not have heard of every worker yet.
        if (_table.UpdateFrom(before) is { } update && update.From == before) await push(update);
    }

    private ConfiguredTaskAwaitable PauseAsync() => _pause.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
}
