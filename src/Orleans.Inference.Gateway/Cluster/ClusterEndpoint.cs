using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.Cluster;

/// <summary>What the dispatcher knows: silos, workers and their models.</summary>
internal sealed class ClusterEndpoint(IGrainFactory grains, TimeProvider time)
{
    /// <summary>An operator who looks while the dispatcher moves is told so, instead of waiting for it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task HandleAsync(HttpContext context)
    {
        var (status, problem) = await AskAsync(context.RequestAborted);
        await (status is not null
            ? JsonResponse.WriteAsync(context, StatusCodes.Status200OK, status, ClusterStatusWriter.Write)
            : JsonResponse.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, problem!, WriteProblem));
    }

    private static void WriteProblem(Utf8JsonWriter json, string problem) => json.WriteString("error"u8, problem);

    private async Task<(ClusterStatus? Status, string? Problem)> AskAsync(CancellationToken aborted)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, limit.Token);
        try
        {
            var dispatcher = grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key);
            return (await dispatcher.GetClusterAsync(either.Token).WaitAsync(either.Token), null);
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException && !aborted.IsCancellationRequested)
        {
            return (null, $"The dispatcher did not answer within {Patience.TotalSeconds:0} s: it may be moving to another silo. Ask again in a moment.");
        }
        catch (OrleansException exception)
        {
            return (null, $"The dispatcher cannot be reached now: {exception.Message} Ask again in a moment.");
        }
        catch (ArgumentException)
        {
            // How Orleans says that no silo of the cluster has the grain's class.
            return (null, "No silo that can hold the dispatcher is in the cluster: there are only gateways.");
        }
    }
}
