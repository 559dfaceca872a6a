using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Orleans.Inference.Gateway.OpenInference.Repository;
using Orleans.Inference.Gateway.Security;

namespace Orleans.Inference.Gateway.OpenInference.Rpc;

/// <summary>The one place where errors become statuses and texts of gRPC.</summary>
/// <remarks>
/// A full queue is RESOURCE_EXHAUSTED, as it is 429 over HTTP, and not Triton's UNAVAILABLE: overload is not failure, and balancers count the latter against the
/// server.
/// </remarks>
internal static class RpcStatus
{
    /// <summary>The status to answer with; <see langword="null"/> for an error that nobody foresaw.</summary>
    public static Status? Of(Exception exception) => exception switch
    {
        RpcException rpc => rpc.Status,
        InvalidInputException or RepositoryCallException => new(StatusCode.InvalidArgument, exception.Message),
        ModelNotFoundException => new(StatusCode.NotFound, exception.Message),
        QueueFullException => new(StatusCode.ResourceExhausted, exception.Message),
        NoWorkerException => new(StatusCode.Unavailable, exception.Message),
        DeadlineExceededException => new(StatusCode.DeadlineExceeded, exception.Message),
        AccessDeniedException denied => new(CodeOf(denied), denied.Message),
        ExecutionFailedException => new(StatusCode.Internal, exception.Message),
        _ => null,
    };

    private static StatusCode CodeOf(AccessDeniedException denied) => denied.Status switch
    {
        StatusCodes.Status401Unauthorized => StatusCode.Unauthenticated,
        StatusCodes.Status403Forbidden => StatusCode.PermissionDenied,
        _ => StatusCode.ResourceExhausted,
    };
}
