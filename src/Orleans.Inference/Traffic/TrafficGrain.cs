using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Orleans.Storage;

namespace Orleans.Inference.Traffic;

/// <inheritdoc cref="ITrafficGrain"/>
/// <remarks>
/// What is stored may be lost: memory dies with its silo. Each silo's router holds the aliases too, so where nothing is stored, the newest that any of them has is
/// taken back from there before anything else is done.
/// </remarks>
[PreferLocalPlacement, Immovable, KeepAlive]
[GrainType("inference.traffic")]
internal sealed partial class TrafficGrain(
    [PersistentState("traffic", ITrafficGrain.StorageName)] IPersistentState<TrafficState> stored, HeldAliases held, ILogger<TrafficGrain> logger) : Grain, ITrafficGrain
{
    private AliasTable _table = AliasTable.Empty;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _table = Stored;
        if (stored.RecordExists) return;
        var newest = await held.FindNewestAsync(cancellationToken);
        if (newest.Version == 0) return;
        LogTakenBack(newest.Version);
        await KeepAsync(newest);
    }

    public Task<AliasTable> GetAsync(CancellationToken cancellationToken) => Task.FromResult(_table);

    public async Task<long> SetAsync(ModelAlias alias, CancellationToken cancellationToken)
    {
        AliasRules.Check(alias, _table);
        if (_table.Find(alias.Name) != alias)
        {
            await KeepAsync(_table.With(alias));
            LogSet(alias.Name, string.Join(", ", alias.Targets.Select(target => FormattableString.Invariant($"{target} {target.Weight}"))), $"{alias.Shadow}");
        }

        await TellAsync(cancellationToken);
        return _table.Version;
    }

    public async Task<long?> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        if (_table.Find(name) is null) return null;
        await KeepAsync(_table.Without(name));
        LogRemoved(name);
        await TellAsync(cancellationToken);
        return _table.Version;
    }

    private AliasTable Stored => stored.State.Table is { Aliases.IsDefault: false } table ? table : AliasTable.Empty;

    private async Task KeepAsync(AliasTable next)
    {
        try
        {
            stored.State = new() { Table = next };
            await stored.WriteStateAsync();
        }
        catch (InconsistentStateException)
        {
            // The memory that had it is gone with its silo, or another activation of this grain wrote meanwhile: then that one is right.
            await stored.ReadStateAsync();
            if (Stored.Version >= next.Version) throw;
            stored.State = new() { Table = next };
            await stored.WriteStateAsync();
        }

        _table = next;
    }

    // A dispatcher that is away asks when it is back.
    private async Task TellAsync(CancellationToken cancellationToken)
    {
        try
        {
            await GrainFactory.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key).FollowAliasesAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotTold(exception);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The alias {Alias} points to {Targets} (shadow: {Shadow})")]
    private partial void LogSet(string alias, string targets, string shadow);

    [LoggerMessage(2, LogLevel.Information, "The alias {Alias} was removed")]
    private partial void LogRemoved(string alias);

    [LoggerMessage(3, LogLevel.Warning, "The aliases were lost with the silo that stored them, and taken back from the silos' route tables (version {Version})")]
    private partial void LogTakenBack(long version);

    [LoggerMessage(4, LogLevel.Warning, "The dispatcher could not be told of the change of an alias; it will ask within moments")]
    private partial void LogNotTold(Exception exception);
}
