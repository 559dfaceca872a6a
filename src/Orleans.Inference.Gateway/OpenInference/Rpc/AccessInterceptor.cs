using Grpc.Core;
using Grpc.Core.Interceptors;
using Orleans.Inference.Gateway.Security;
using Service = Orleans.Inference.Gateway.OpenInference.Rpc.Messages.GRPCInferenceService.GRPCInferenceServiceBase;

namespace Orleans.Inference.Gateway.OpenInference.Rpc;

/// <summary>Asks for the API key that a call needs, which comes in the same headers as over REST.</summary>
internal sealed class AccessInterceptor(AccessGate gate) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        using var entered = Enter(context);
        return await continuation(request, context);
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using var entered = Enter(context);
        await continuation(requestStream, responseStream, context);
    }

    private IDisposable? Enter(ServerCallContext context) => gate.Enter(context.GetHttpContext().Request.Headers, ScopeOf(context.Method));

    private static AccessScope ScopeOf(string method) => method.AsSpan(method.LastIndexOf('/') + 1) switch
    {
        nameof(Service.ServerLive) or nameof(Service.ServerReady) => AccessScope.None,
        nameof(Service.RepositoryModelLoad) or nameof(Service.RepositoryModelUnload) => AccessScope.Manage,
        _ => AccessScope.Infer,
    };
}
