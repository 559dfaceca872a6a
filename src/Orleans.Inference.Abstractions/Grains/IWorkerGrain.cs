using System.Collections.Immutable;

namespace Orleans.Inference;

/// <summary>
/// A worker: one device of one silo and the models served on it. Its key is <see cref="WorkerId.ToString"/>, and it lives on that silo and nowhere else.
/// </summary>
[Alias("inference.IWorkerGrain")]
public interface IWorkerGrain : IGrainWithStringKey
{
    /// <summary>Runs a model on this worker.</summary>
    /// <param name="request">The model, its inputs and how the call is to be treated; its timeout is not looked at.</param>
    /// <param name="terms">How the worker is to treat this attempt.</param>
    /// <param name="cancellationToken">Gives up: the request leaves the queue.</param>
    /// <inheritdoc cref="IInferenceClient.InferAsync"/>
    [ResponseTimeout("01:05:00")] // above every deadline: the deadline ends a call, not Orleans
    [Alias("Infer")]
    Task<InferenceResponse> InferAsync(InferenceRequest request, AttemptTerms terms, CancellationToken cancellationToken = default);

    /// <summary>
    /// Asks for the turn of a request that was on another worker when that died. Of such requests a worker runs one after another, so that one which kills its
    /// worker takes no other one down for the second time. A turn is kept for 250 ms until its request comes, and is asked for before the request is sent: what
    /// waits for its turn is not on the worker when that dies.
    /// </summary>
    /// <param name="turn">Names the request.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it is its turn; if not, it may ask again.</returns>
    [Alias("TakeTurn")]
    Task<bool> TakeTurnAsync(Guid turn, CancellationToken cancellationToken = default);

    /// <summary>Runs a request that was on another worker when that died, before others; turns it away with a <see cref="NoWorkerException"/> when it is not its turn.</summary>
    /// <param name="request">The model, its inputs and how the call is to be treated; its timeout is not looked at.</param>
    /// <param name="terms">How the worker is to treat this attempt; it does not move.</param>
    /// <param name="turn">Names the request, as in <see cref="TakeTurnAsync"/>.</param>
    /// <param name="cancellationToken">Gives up: the request leaves the queue.</param>
    /// <inheritdoc cref="IInferenceClient.InferAsync"/>
    [ResponseTimeout("01:05:00")]
    [Alias("InferAfterLoss")]
    Task<InferenceResponse> InferAfterLossAsync(InferenceRequest request, AttemptTerms terms, Guid turn, CancellationToken cancellationToken = default);

    /// <summary>Brings a piece of an input's body, before or while the request that it belongs to waits for it.</summary>
    /// <param name="transfer">The request's <see cref="BodyTransfer.Id"/>.</param>
    /// <param name="piece">The piece.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("SendPiece")]
    internal Task SendPieceAsync(long transfer, BodyPiece piece, CancellationToken cancellationToken);

    /// <summary>Fetches a piece of an output's body. What was fetched is forgotten.</summary>
    /// <param name="transfer">The request's <see cref="BodyTransfer.Id"/>.</param>
    /// <param name="tensor">Which of the outputs that were detached, from 0.</param>
    /// <param name="offset">Where the piece begins, in bytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("FetchPiece")]
    internal Task<BodyPiece> FetchPieceAsync(long transfer, int tensor, long offset, CancellationToken cancellationToken);

    /// <summary>Forgets the pieces of a request that was given up.</summary>
    /// <param name="transfer">The request's <see cref="BodyTransfer.Id"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("DropPieces")]
    internal Task DropPiecesAsync(long transfer, CancellationToken cancellationToken);

    /// <summary>The models of this worker and what became of them.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("GetStatus")]
    Task<WorkerStatus> GetStatusAsync(CancellationToken cancellationToken = default);

    /// <summary>What models of this worker have done since they were loaded.</summary>
    /// <param name="model">The model's name; <see langword="null"/> for all models.</param>
    /// <param name="version">The version; <see langword="null"/> for all versions.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>One for each version that is loaded.</returns>
    [Alias("GetStatistics")]
    Task<ImmutableArray<ModelStatistics>> GetStatisticsAsync(string? model, string? version, CancellationToken cancellationToken = default);

    /// <summary>Answers at once, whatever runs on the device: a sign that the worker's silo can be reached.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("Ping")]
    Task PingAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives up on the runs under way, which do not end: gives all requests back to their callers, takes none, and tries the device until a run
    /// succeeds. Does nothing when the worker is doing that already.
    /// </summary>
    /// <param name="reason">Why, for people.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("Suspend")]
    Task SuspendAsync(string reason, CancellationToken cancellationToken = default);

    /// <summary>Gives requests that wait back to their callers, who send them to a worker that serves them sooner: the last ones first, and each at most once.</summary>
    /// <param name="model">The model that they wait for.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many there were.</returns>
    [Alias("GiveBack")]
    Task<int> GiveBackAsync(ModelKey model, int count, CancellationToken cancellationToken = default);

    /// <summary>
    /// Loads a model as its folder has it now, beside what is served of it: the versions that its <c>model.json</c> names, or one. When they are warm, versions that
    /// are not named any more are unloaded. What cannot be loaded leaves what was served as it is.
    /// </summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version; <see langword="null"/> for those that its <c>model.json</c> names.</param>
    /// <param name="reload">Whether versions that are loaded already are loaded again, though their files did not change.</param>
    /// <param name="cancellationToken">Gives up waiting; the load goes on.</param>
    /// <returns>What became of each version.</returns>
    [ResponseTimeout("01:05:00")]
    [Alias("LoadModel")]
    Task<ImmutableArray<ModelOutcome>> LoadModelAsync(string model, string? version, bool reload, CancellationToken cancellationToken = default);

    /// <summary>Unloads a model: it leaves the route table, answers what is under way, and goes.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version; <see langword="null"/> for all that are loaded.</param>
    /// <param name="cancellationToken">Gives up waiting; the unload goes on.</param>
    /// <returns>What became of each version.</returns>
    [ResponseTimeout("01:05:00")]
    [Alias("UnloadModel")]
    Task<ImmutableArray<ModelOutcome>> UnloadModelAsync(string model, string? version, CancellationToken cancellationToken = default);

    /// <summary>What the dispatcher says of a model whose workers it chooses.</summary>
    /// <param name="model">The model and its version.</param>
    /// <param name="isLoad">Whether it is to be loaded; else it is unloaded.</param>
    /// <param name="cancellationToken">Gives up waiting; the change goes on.</param>
    [ResponseTimeout("01:05:00")]
    [Alias("Place")]
    internal Task<ModelOutcome> PlaceAsync(ModelKey model, bool isLoad, CancellationToken cancellationToken = default);

    /// <summary>Brings the dispatcher up to date now instead of at the next report.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("Announce")]
    Task AnnounceAsync(CancellationToken cancellationToken = default);

    /// <summary>Says goodbye to the dispatcher and reports no more: the silo stops, and nothing new is to be sent here.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("Leave")]
    Task LeaveAsync(CancellationToken cancellationToken = default);
}
