using System.Globalization;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;
using Trailers = Grpc.Core.Metadata;

namespace Orleans.Inference.Gateway.OpenInference.Rpc;

/// <summary>Turns whatever a call throws into the protocol's status. When to come back is in the trailers, under the name that clients obey by themselves too.</summary>
internal sealed partial class ErrorInterceptor(TimeProvider timeProvider, ILogger<ErrorInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception exception)
        {
            throw Translate(exception, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception exception)
        {
            throw Translate(exception, context);
        }
    }

    private RpcException Translate(Exception exception, ServerCallContext context)
    {
        if (exception is RpcException rpc) return rpc;
        if (exception is OperationCanceledException || (exception is IOException && context.CancellationToken.IsCancellationRequested))
        {
            var isLate = context.Deadline <= timeProvider.GetUtcNow().UtcDateTime;
            return new(new(isLate ? StatusCode.DeadlineExceeded : StatusCode.Cancelled, isLate ? "The deadline of the call has passed." : "The call was cancelled."));
        }

        if (RpcStatus.Of(exception) is { } known) return new(known, ErrorBoundary.RetryAfterOf(exception) is { } retryAfter ? RetryAfter(retryAfter) : []);
        LogUnexpected(exception, context.Method);
        return new(new(StatusCode.Internal, ErrorStatus.UnexpectedText));
    }

    private static Trailers RetryAfter(TimeSpan retryAfter)
    {
        var milliseconds = Math.Max(0, Math.Ceiling(retryAfter.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
        return new() { { "retry-after-ms", milliseconds }, { "grpc-retry-pushback-ms", milliseconds } };
    }

    [LoggerMessage(1, LogLevel.Error, "{Method} failed in a way that nobody foresaw; the caller was told of an internal error.")]
    private partial void LogUnexpected(Exception exception, string method);
}
