using Grpc.Core;
using Orleans.Inference.Gateway.OpenInference.Repository;

namespace Orleans.Inference.Gateway.OpenInference;

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
        ExecutionFailedException => new(StatusCode.Internal, exception.Message),
        _ => null,
    };
}
