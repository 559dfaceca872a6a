using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Inference.Models;

namespace Orleans.Inference.Devices;

/// <summary>
/// Brings models into service on a device and out of it, while it serves: a version is loaded and warmed beside what it replaces, takes over, and what it
/// replaced goes when nothing uses it any more.
/// </summary>
internal sealed partial class DeviceModels(
    ServedDevice device,
    ModelCatalog catalog,
    ModelLoader loader,
    LoadTurns turns,
    Func<ServedDevice, Task> announce,
    InferenceOptions options,
    TimeProvider timeProvider,
    ILogger logger,
    CancellationToken stopping)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ModelKey, (Task<ModelOutcome> Task, bool IsLoad)> _changes = [];

    public ServedDevice Device => device;

    /// <summary>Takes in what the repository has, and loads what is to be served from the start.</summary>
    public async Task BeginAsync(IReadOnlyCollection<ModelRepositoryEntry> entries)
    {
        foreach (var entry in entries) Describe(entry, IsLoadedAtStart(entry));
        await announce(device);
        foreach (var entry in entries.Where(entry => IsLoadedAtStart(entry) && !IsPipeline(entry))) await ChangeAsync(KeyOf(entry), isLoad: true, () => LoadVersionAsync(entry, reload: false));
        await BeginPipelinesAsync(entries.Where(entry => IsLoadedAtStart(entry) && IsPipeline(entry)));
    }

    /// <exception cref="InvalidInputException">Models are not loaded by calls here.</exception>
    public void CheckCallsAreAllowed()
    {
        if (options.RepositoryMode == RepositoryMode.Explicit) return;
        throw new InvalidInputException("Inference:RepositoryMode", $"{RepositoryMode.Explicit}, where models are loaded and unloaded by calls", $"{options.RepositoryMode} on {device.Worker}");
    }

    /// <inheritdoc cref="IWorkerGrain.LoadModelAsync"/>
    public async Task<ImmutableArray<ModelOutcome>> LoadAsync(string name, string? version, bool reload)
    {
        List<ModelRepositoryEntry> entries = version is null ? catalog.Find(name) ?? [] : catalog.Find(name, version) is { } found ? [found] : [];
        if (entries.Count == 0) return [Missing(name, version)];
        var outcomes = ImmutableArray.CreateBuilder<ModelOutcome>();
        foreach (var entry in entries)
        {
            await EndWaitAsync(KeyOf(entry));
            outcomes.Add(await ChangeAsync(KeyOf(entry), isLoad: true, () => LoadVersionAsync(entry, reload)));
        }

        if (version is null && outcomes.Any(static outcome => outcome.State == ModelState.Ready)) outcomes.AddRange(await UnloadOthersAsync(name, entries));
        return outcomes.DrainToImmutable();
    }

    /// <inheritdoc cref="IWorkerGrain.UnloadModelAsync"/>
    public async Task<ImmutableArray<ModelOutcome>> UnloadAsync(string name, string? version)
    {
        var keys = device.Slots.Versions(name).Where(slot => version is null ? slot.Served is not null : slot.Key.Version == version).Select(static slot => slot.Key).ToList();
        if (keys.Count == 0 && (version is not null || device.Slots.Versions(name).IsEmpty)) return [Missing(name, version)];
        return [.. await Task.WhenAll(keys.Select(key => UnloadChangeAsync(key)))];
    }

    /// <inheritdoc cref="IWorkerGrain.PlaceAsync"/>
    public async Task<ModelOutcome> PlaceAsync(ModelKey model, bool isLoad)
    {
        if (!isLoad) return await UnloadChangeAsync(model);
        return catalog.Find(model.Name, model.Version) is { } entry ? await ChangeAsync(model, isLoad: true, () => LoadVersionAsync(entry, reload: false)) : Missing(model.Name, model.Version);
    }

    /// <summary>Follows the repository: loads what is new or differs of a model that is served, unloads what is gone.</summary>
    public Task FollowAsync(string name)
    {
        if (catalog.Find(name) is not { } entries) return Task.CompletedTask; // the repository is away
        if (!entries.Any(IsPipeline)) return FollowAsync(name, entries);
        FollowAsync(name, entries).Ignore(); // it may wait for what is found next
        return Task.CompletedTask;
    }

    private async Task FollowAsync(string name, List<ModelRepositoryEntry> entries)
    {
        var isServed = device.Slots.Versions(name).Any(static slot => slot.Served is not null);
        foreach (var entry in entries)
        {
            await EndWaitAsync(KeyOf(entry));
            // What is loaded by its first request is loaded now where it replaces something that was.
            if (isServed || IsLoadedAtStart(entry)) await ChangeAsync(KeyOf(entry), isLoad: true, () => LoadVersionAsync(entry, reload: false));
            else Describe(entry, isLoading: false);
        }

        var isReplaced = entries.Count == 0 || entries.Any(entry => device.Slots.Find(KeyOf(entry)) is { State: not ModelState.Failed });
        if (isReplaced) await UnloadOthersAsync(name, entries);
        await announce(device);
    }

    private async Task<ModelOutcome[]> UnloadOthersAsync(string name, List<ModelRepositoryEntry> entries)
    {
        var kept = entries.Select(KeyOf).ToHashSet();
        var others = device.Slots.Versions(name).Select(static slot => slot.Key).Where(key => !kept.Contains(key)).ToList();
        return await Task.WhenAll(others.Select(key => UnloadChangeAsync(key)));
    }

    private async Task<ModelOutcome> UnloadChangeAsync(ModelKey key)
    {
        await EndWaitAsync(key);
        return await ChangeAsync(key, isLoad: false, () => UnloadVersionAsync(key));
    }

    /// <summary>One change of a version at a time: who asks for the one that is under way shares it, who asks for the opposite waits for it.</summary>
    private Task<ModelOutcome> ChangeAsync(ModelKey key, bool isLoad, Func<Task<ModelOutcome>> change)
    {
        lock (_gate)
        {
            foreach (var done in _changes.Where(static entry => entry.Value.Task.IsCompleted).Select(static entry => entry.Key).ToList()) _changes.Remove(done);
            if (_changes.TryGetValue(key, out var running) && running.IsLoad == isLoad) return running.Task;
            _changes[key] = (Task.Run(() => AfterAsync(running.Task, change), CancellationToken.None), isLoad);
            return _changes[key].Task;
        }
    }

    private static async Task<ModelOutcome> AfterAsync(Task? before, Func<Task<ModelOutcome>> change)
    {
        if (before is not null) await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await change();
    }

    private void Describe(ModelRepositoryEntry entry, bool isLoading) => device.Slots.Change(KeyOf(entry), known => known?.Served is not null ? known : Slot(entry, isLoading));

    private ModelSlot Slot(ModelRepositoryEntry entry, bool isLoading)
    {
        if (entry.Definition is not { } definition) return new(KeyOf(entry), ModelState.Failed, entry.Reason);
        return new(KeyOf(entry), isLoading ? ModelState.Loading : ModelState.Unloaded)
        {
            Replicas = RuleOf(definition.Configuration),
            Unsuitable = WhyUnsuitable(definition) ?? "",
            MemoryBytes = ExpectedBytes(definition),
        };
    }

    private bool IsLoadedAtStart(ModelRepositoryEntry entry)
    {
        if (entry.Definition is not { } definition || WhyUnsuitable(definition) is not null) return false;
        if (options.RepositoryMode == RepositoryMode.Explicit) return options.StartupModels.Contains("*") || options.StartupModels.Contains(entry.Name);
        return !RuleOf(definition.Configuration).IsPlaced;
    }

    private ReplicaRule RuleOf(ModelConfiguration model)
    {
        var onDemand = model.OnDemand ?? options.OnDemand;
        if (!onDemand && model.MinReplicas is null && model.MaxReplicas is null) return ReplicaRule.Everywhere;
        return new(onDemand, model.MinReplicas ?? (onDemand ? 0 : 1), model.MaxReplicas ?? int.MaxValue, model.IdleTimeout ?? options.IdleTimeout);
    }

    private string? WhyUnsuitable(ModelDefinition definition) => definition.Configuration.Placement?.Suits(device.Device, options.Labels);

    private ModelOutcome Missing(string name, string? version) => Outcome(new(name, version ?? ""), ModelState.Unloaded, 0, version is null
        ? $"the repository has no model '{name}'"
        : $"the repository has no version '{version}' of the model '{name}'");

    private ModelOutcome Outcome(ModelKey key, ModelState state, long startedAt, string reason = "") => new()
    {
        Worker = device.Worker,
        Model = key,
        State = state,
        Reason = reason,
        Duration = startedAt == 0 ? TimeSpan.Zero : timeProvider.GetElapsedTime(startedAt),
    };

    private static ModelKey KeyOf(ModelRepositoryEntry entry) => new(entry.Name, entry.Version);
}
