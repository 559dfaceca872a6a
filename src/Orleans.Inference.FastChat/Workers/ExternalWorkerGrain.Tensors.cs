using System.Collections.Immutable;

namespace Orleans.Inference.FastChat.Workers;

/// <summary>What an external worker does not do: tensors, and models that are loaded by the cluster.</summary>
internal sealed partial class ExternalWorkerGrain
{
    public Task<InferenceResponse> InferAsync(InferenceRequest request, AttemptTerms terms, CancellationToken cancellationToken) => throw TakesText(request.Model);

    public Task<bool> TakeTurnAsync(Guid turn, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<InferenceResponse> InferAfterLossAsync(InferenceRequest request, AttemptTerms terms, Guid turn, CancellationToken cancellationToken) => throw TakesText(request.Model);

    Task IWorkerGrain.SendPieceAsync(long transfer, BodyPiece piece, CancellationToken cancellationToken) => Task.CompletedTask;

    Task<BodyPiece> IWorkerGrain.FetchPieceAsync(long transfer, int tensor, long offset, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("An external worker has no tensors.");

    Task IWorkerGrain.DropPiecesAsync(long transfer, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task PingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // It is its own probes that say whether it answers.
    public Task SuspendAsync(string reason, CancellationToken cancellationToken) => Task.CompletedTask;

    // What it was sent it has.
    public Task<ImmutableArray<ModelStatistics>> GetStatisticsAsync(string? model, string? version, CancellationToken cancellationToken) => Task.FromResult<ImmutableArray<ModelStatistics>>([]);

    public Task<int> GiveBackAsync(ModelKey model, int count, CancellationToken cancellationToken) => Task.FromResult(0);

    public Task<ImmutableArray<ModelOutcome>> LoadModelAsync(string model, string? version, bool reload, CancellationToken cancellationToken) => Task.FromResult(Untouched(model));

    public Task<ImmutableArray<ModelOutcome>> UnloadModelAsync(string model, string? version, CancellationToken cancellationToken) => Task.FromResult(Untouched(model));

    Task<ModelOutcome> IWorkerGrain.PlaceAsync(ModelKey model, bool isLoad, CancellationToken cancellationToken) => Task.FromResult(Refusal(model));

    // Of a model that it does not have it has nothing to say.
    private ImmutableArray<ModelOutcome> Untouched(string model) => _models.Contains(model) ? [Refusal(new(model, External.ExternalModels.Version))] : [];

    private ModelOutcome Refusal(ModelKey model) => new() { Worker = Worker, Model = model, State = ModelState.Ready, Reason = "an external worker loads and unloads its models itself" };

    private static InvalidInputException TakesText(string model) => new("model", "one that takes tensors", $"'{model}', which takes text alone");
}
