using Grpc.Core;
using Orleans.Inference.Gateway.OpenInference.Repository;
using Wire = Orleans.Inference.Gateway.OpenInference.Rpc.Messages;

namespace Orleans.Inference.Gateway.OpenInference.Rpc;

/// <summary>The Open Inference Protocol V2 over gRPC. What goes wrong is thrown as it is, and <see cref="ErrorInterceptor"/> makes a status of it.</summary>
[BindServiceMethod(typeof(CheckedBinding), nameof(CheckedBinding.BindService))]
internal sealed partial class InferenceRpc(
    IInferenceClient client, IInferenceReadiness readiness, CallRunner runner, RepositoryCalls repository, TimeProvider timeProvider)
    : Wire.GRPCInferenceService.GRPCInferenceServiceBase
{
    public override Task<Wire.ServerLiveResponse> ServerLive(Wire.ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new Wire.ServerLiveResponse { Live = true });

    public override Task<Wire.ServerReadyResponse> ServerReady(Wire.ServerReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new Wire.ServerReadyResponse { Ready = readiness.Missing is null });

    public override async Task<Wire.ModelReadyResponse> ModelReady(Wire.ModelReadyRequest request, ServerCallContext context)
    {
        try
        {
            await client.CheckReadyAsync(request.Name, Version(request.Version), context.CancellationToken);
            return new() { Ready = true };
        }
        catch (NoWorkerException)
        {
            return new() { Ready = false };
        }
    }

    public override Task<Wire.ServerMetadataResponse> ServerMetadata(Wire.ServerMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(new Wire.ServerMetadataResponse
        {
            Name = OpenInference.ServerMetadata.Name,
            Version = OpenInference.ServerMetadata.Version,
            Extensions = { OpenInference.ServerMetadata.Extensions },
        });

    public override async Task<Wire.ModelMetadataResponse> ModelMetadata(Wire.ModelMetadataRequest request, ServerCallContext context) =>
        RpcModels.Metadata(await ServedVersions.FindAsync(client, request.Name, Version(request.Version), context.CancellationToken));

    public override async Task<Wire.ModelConfigResponse> ModelConfig(Wire.ModelConfigRequest request, ServerCallContext context) => new()
    {
        Config = RpcModels.Config(await Configuration.ModelConfig.FindAsync(client, request.Name, Version(request.Version), context.CancellationToken)),
    };

    public override async Task<Wire.ModelStatisticsResponse> ModelStatistics(Wire.ModelStatisticsRequest request, ServerCallContext context)
    {
        var statistics = await client.GetStatisticsAsync(Version(request.Name), Version(request.Version), context.CancellationToken);
        return new() { ModelStats = { statistics.Select(RpcModels.Statistics) } };
    }

    public override async Task<Wire.ModelInferResponse> ModelInfer(Wire.ModelInferRequest request, ServerCallContext context) =>
        RpcAnswer.Of(await InferAsync(request, context));

    public override async Task<Wire.RepositoryIndexResponse> RepositoryIndex(Wire.RepositoryIndexRequest request, ServerCallContext context) => new()
    {
        Models =
        {
            (await repository.IndexAsync(request.Ready, context.CancellationToken)).Select(static model => new Wire.RepositoryIndexResponse.Types.ModelIndex
            {
                Name = model.Name,
                Version = model.Version,
                State = model.State,
                Reason = model.Reason,
            }),
        },
    };

    public override async Task<Wire.RepositoryModelLoadResponse> RepositoryModelLoad(Wire.RepositoryModelLoadRequest request, ServerCallContext context)
    {
        RepositoryCalls.ThrowIfAnyFailed(await client.LoadModelAsync(request.ModelName, RpcScope.Read(request.Parameters), cancellationToken: context.CancellationToken));
        return new();
    }

    public override async Task<Wire.RepositoryModelUnloadResponse> RepositoryModelUnload(Wire.RepositoryModelUnloadRequest request, ServerCallContext context)
    {
        RepositoryCalls.ThrowIfAnyFailed(await client.UnloadModelAsync(request.ModelName, RpcScope.Read(request.Parameters), cancellationToken: context.CancellationToken));
        return new();
    }

    private async ValueTask<InferAnswer> InferAsync(Wire.ModelInferRequest request, ServerCallContext context)
    {
        var call = RpcCallReader.Read(request);
        if (Remaining(context.Deadline) is { } remaining && !(call.Parameters.Timeout <= remaining))
        {
            call = call with { Parameters = call.Parameters with { Timeout = remaining } };
        }

        return await runner.RunAsync(call, request.ModelName, Version(request.ModelVersion), context.CancellationToken);
    }

    // A deadline farther away than any timeout means the server's default.
    private TimeSpan? Remaining(DateTime deadline) =>
        deadline == DateTime.MaxValue || deadline - timeProvider.GetUtcNow().UtcDateTime is var remaining && remaining > InferenceRequest.MaxTimeout ? null
        : remaining > TimeSpan.Zero ? remaining
        : throw new RpcException(new(StatusCode.DeadlineExceeded, "The deadline of the call has passed."));

    private static string? Version(string version) => version.Length > 0 ? version : null;
}
