using System.Collections.Immutable;

namespace Orleans.Inference.Devices;

/// <summary>The models of a device by name and version. Read without a lock; each change is a new revision.</summary>
internal sealed class ModelSlots
{
    private static readonly IComparer<ModelSlot> HighestFirst = Comparer<ModelSlot>.Create(static (left, right) => ModelVersions.Ascending.Compare(right.Key.Version, left.Key.Version));
    private readonly Lock _gate = new();
    private volatile ImmutableDictionary<string, ImmutableArray<ModelSlot>> _byName = ImmutableDictionary.Create<string, ImmutableArray<ModelSlot>>(StringComparer.Ordinal);
    private long _revision;

    /// <summary>Rises with each change.</summary>
    public long Revision => Volatile.Read(ref _revision);

    /// <summary>All slots, by name, the highest version of a name first.</summary>
    public IEnumerable<ModelSlot> All => _byName.OrderBy(static entry => entry.Key, StringComparer.Ordinal).SelectMany(static entry => entry.Value);

    /// <summary>The slots of a model, the highest version first.</summary>
    public ImmutableArray<ModelSlot> Versions(string name) => _byName.GetValueOrDefault(name, []);

    /// <summary>The version asked for; without one the highest that is ready, else the highest that still answers, else the highest.</summary>
    public ModelSlot? Find(string name, string? version)
    {
        if (!_byName.TryGetValue(name, out var versions)) return null;
        ModelSlot? answering = null;
        foreach (var slot in versions)
        {
            if (version is null ? slot is { State: ModelState.Ready, Served: not null } : slot.Key.Version == version) return slot;
            if (slot.Served is not null) answering ??= slot;
        }

        return version is null ? answering ?? versions[0] : null;
    }

    /// <inheritdoc cref="Find(string, string?)"/>
    public ModelSlot? Find(ModelKey key) => Find(key.Name, key.Version);

    /// <summary>Puts something in the place of a slot.</summary>
    /// <param name="key">The model and its version.</param>
    /// <param name="change">Makes the new slot of the one there is, if any; <see langword="null"/> for none.</param>
    /// <returns>The slot that was there before.</returns>
    public ModelSlot? Change(ModelKey key, Func<ModelSlot?, ModelSlot?> change)
    {
        lock (_gate)
        {
            var versions = Versions(key.Name);
            var known = versions.FirstOrDefault(slot => slot.Key == key);
            var changed = change(known);
            if (changed == known) return known;
            if (known is not null) versions = versions.Remove(known);
            if (changed is not null) versions = versions.Add(changed).Sort(HighestFirst);
            _byName = versions.IsEmpty ? _byName.Remove(key.Name) : _byName.SetItem(key.Name, versions);
            Touch();
            return known;
        }
    }

    /// <summary>Makes a new revision of something beside the slots.</summary>
    public void Touch() => Interlocked.Increment(ref _revision);
}
