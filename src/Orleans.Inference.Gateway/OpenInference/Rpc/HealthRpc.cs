using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Orleans.Inference.Gateway.OpenInference.Rpc;

/// <summary>The health protocol of gRPC: whether this process can serve what it is meant to serve, as a whole and by the name of the service.</summary>
internal sealed class HealthRpc(IInferenceReadiness readiness, TimeProvider timeProvider) : Health.HealthBase
{
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromSeconds(1);

    private ServingStatus Current => readiness.Missing is null ? ServingStatus.Serving : ServingStatus.NotServing;

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) => IsKnown(request.Service)
        ? Task.FromResult(new HealthCheckResponse { Status = Current })
        : throw new RpcException(new(StatusCode.NotFound, $"There is no service '{request.Service}'."));

    /// <summary>Tells the status now and whenever it changes. A service that is not known may come, and is told as that, as the protocol asks.</summary>
    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        using PeriodicTimer timer = new(WatchPeriod, timeProvider);
        var told = ServingStatus.Unknown;
        try
        {
            do
            {
                var current = IsKnown(request.Service) ? Current : ServingStatus.ServiceUnknown;
                if (current == told) continue;
                await responseStream.WriteAsync(new() { Status = current }, context.CancellationToken);
                told = current;
            }
            while (await timer.WaitForNextTickAsync(context.CancellationToken));
        }
        catch (OperationCanceledException)
        {
            // Who watched has gone.
        }
    }

    private static bool IsKnown(string service) => service.Length == 0 || service == "inference.GRPCInferenceService";
}
