using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>
/// Calls models. Injected from dependency injection in a silo, in a grain and in an Orleans client process; safe to share among
/// threads and grains. It holds the route table, chooses the worker for each request and sends it there itself.
/// </summary>
public interface IInferenceClient
{
    /// <summary>Runs a model once.</summary>
    /// <param name="request">The model, its inputs and how the call is to be treated.</param>
    /// <param name="cancellationToken">Gives up: the request leaves the worker's queue.</param>
    /// <exception cref="InvalidInputException">The inputs do not fit the model; says what was given and what was expected.</exception>
    /// <exception cref="ModelNotFoundException">No worker knows the model; says which models there are.</exception>
    /// <exception cref="NoWorkerException">The model is known, and no worker is ready to serve it, or the worker chosen cannot be reached.</exception>
    /// <exception cref="QueueFullException">The worker's queue is full; says when to come back.</exception>
    /// <exception cref="DeadlineExceededException">The request's timeout passed.</exception>
    /// <exception cref="ExecutionFailedException">The model itself failed on these inputs.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken = default);

    /// <summary>
    /// Loads a model as its folder has it now, beside what is served of it: new versions are warmed, then take over, then what is not named any more goes when its
    /// requests are answered. What cannot be loaded leaves what was served as it is.
    /// </summary>
    /// <param name="model">The model's name.</param>
    /// <param name="scope">Which versions, and on which workers; <see langword="null"/> (the default) for those of its <c>model.json</c>, everywhere.</param>
    /// <param name="progress">Is told what became of it on each worker as soon as that is known.</param>
    /// <param name="cancellationToken">Gives up waiting; the loads go on.</param>
    /// <returns>What became of each version on each worker. A worker that could not load it says why, and is no exception.</returns>
    /// <exception cref="InvalidInputException">There is no such worker, or the repository is not loaded by calls: <c>RepositoryMode</c> is not <c>Explicit</c>.</exception>
    /// <exception cref="NoWorkerException">There is no worker at all.</exception>
    Task<ImmutableArray<ModelOutcome>> LoadModelAsync(
        string model, ModelScope? scope = null, IProgress<ModelOutcome>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Unloads a model: it leaves the route table, answers what is under way, and goes.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="scope">Which version, and on which workers; <see langword="null"/> (the default) for all that are loaded, everywhere.</param>
    /// <param name="progress">Is told what became of it on each worker as soon as that is known.</param>
    /// <param name="cancellationToken">Gives up waiting; the unloads go on.</param>
    /// <inheritdoc cref="LoadModelAsync"/>
    Task<ImmutableArray<ModelOutcome>> UnloadModelAsync(
        string model, ModelScope? scope = null, IProgress<ModelOutcome>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>What a model takes and gives.</summary>
    /// <param name="model">The model's name. The name of an alias means its target that has the most weight of those that are served.</param>
    /// <param name="version">The version, or <see langword="null"/> for the highest one served.</param>
    /// <param name="cancellationToken">Gives up waiting for the first route table.</param>
    /// <exception cref="ModelNotFoundException">No worker knows the model; says which models there are.</exception>
    /// <exception cref="NoWorkerException">The model is known, and no worker is ready to serve it.</exception>
    ValueTask<ModelMetadata> GetModelAsync(string model, string? version = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Checks that a request for a model would be taken now, and loads nothing: a model that its first request loads is as good as served. For probes, which ask again and again.
    /// </summary>
    /// <param name="model">The model's name, or that of an alias.</param>
    /// <param name="version">The version, or <see langword="null"/> for any.</param>
    /// <param name="cancellationToken">Gives up waiting for the first route table.</param>
    /// <exception cref="ModelNotFoundException">No worker knows the model; says which models there are.</exception>
    /// <exception cref="NoWorkerException">The model is known, and no worker is ready to serve it.</exception>
    ValueTask CheckReadyAsync(string model, string? version = null, CancellationToken cancellationToken = default);

    /// <summary>The models that are served now, by name and then by version, the highest version of a name first. Aliases are not among them.</summary>
    /// <param name="cancellationToken">Gives up waiting for the first route table.</param>
    ValueTask<ImmutableArray<ModelMetadata>> ListModelsAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// What models have done since they were loaded, on all workers together. A worker that does not answer within 2 s is left out.
    /// </summary>
    /// <param name="model">The model's name, or that of an alias, which means its target that has the most weight of those that are served; <see langword="null"/> for all models.</param>
    /// <param name="version">The version; <see langword="null"/> for all versions that are loaded.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>One for each version that is loaded, by name and then by version, the highest version of a name first.</returns>
    /// <exception cref="ModelNotFoundException">No worker knows the model; says which models there are.</exception>
    /// <exception cref="NoWorkerException">The model is known, and no worker is ready to serve it.</exception>
    Task<ImmutableArray<ModelStatistics>> GetStatisticsAsync(string? model = null, string? version = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes an alias, or replaces the one of that name; returns when this process's requests follow it, and those of others do within moments. It is kept across
    /// restarts of silos. What it points to need not be there yet: until it is, requests go to the other targets, if one of them is served.
    /// </summary>
    /// <param name="alias">The alias.</param>
    /// <param name="cancellationToken">Gives up waiting; the alias may be set nevertheless.</param>
    /// <exception cref="InvalidInputException">Something is wrong with the alias.</exception>
    Task SetAliasAsync(ModelAlias alias, CancellationToken cancellationToken = default);

    /// <summary>Removes an alias; returns when this process's requests do not follow it any more.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Gives up waiting; the alias may be removed nevertheless.</param>
    /// <returns>Whether there was one.</returns>
    Task<bool> RemoveAliasAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>The aliases, by name.</summary>
    /// <param name="cancellationToken">Gives up waiting for the first route table.</param>
    ValueTask<ImmutableArray<ModelAlias>> ListAliasesAsync(CancellationToken cancellationToken = default);
}
