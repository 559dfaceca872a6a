using Orleans.Concurrency;

namespace Orleans.Inference;

/// <summary>
/// Keeps the aliases of models: the singleton that says how traffic is split. Its key is <see cref="Key"/>. It is on nobody's way: the dispatcher hands out what
/// it keeps with the route table. <see cref="IInferenceClient"/> is the comfortable way to it.
/// </summary>
[Alias("inference.ITrafficGrain")]
public interface ITrafficGrain : IGrainWithIntegerKey
{
    /// <summary>The key of the only one there is.</summary>
    const long Key = 0;

    /// <summary>The name of the grain storage in which the aliases are kept. A host that registers none under this name keeps them in the memory of its silos.</summary>
    const string StorageName = "inference";

    /// <summary>All aliases.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    [AlwaysInterleave]
    [Alias("Get")]
    Task<AliasTable> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>Makes an alias, or replaces the one of that name.</summary>
    /// <param name="alias">The alias.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The version of the table that has it.</returns>
    /// <exception cref="InvalidInputException">Something is wrong with it.</exception>
    [Alias("Set")]
    Task<long> SetAsync(ModelAlias alias, CancellationToken cancellationToken = default);

    /// <summary>Removes an alias.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The version of the table that has it no more; <see langword="null"/> when there was none.</returns>
    [Alias("Remove")]
    Task<long?> RemoveAsync(string name, CancellationToken cancellationToken = default);
}
