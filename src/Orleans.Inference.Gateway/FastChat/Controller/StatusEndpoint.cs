using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orleans.Inference.Routing;

namespace Orleans.Inference.Gateway.FastChat.Controller;

/// <summary>This cluster as if it was one worker, so that another controller can have it as such. It says what the dispatcher knows: no worker is asked for it.</summary>
internal sealed class StatusEndpoint(IGrainFactory grains, RouteTableSubscription subscription, TimeProvider timeProvider)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task HandleAsync(HttpContext context)
    {
        using var limit = new CancellationTokenSource(Patience, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        var cluster = await grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key).GetClusterAsync(either.Token).WaitAsync(either.Token);
        await JsonResponse.WriteAsync(context, StatusCodes.Status200OK, (cluster, subscription.Table.Stamp.Epoch.ActivationId), Write);
    }

    private static void Write(Utf8JsonWriter json, (ClusterStatus Cluster, string Table) told)
    {
        var workers = told.Cluster.Workers.Where(static worker => worker.State == WorkerState.Serving && worker.Models.Any(IsServedText)).ToList();
        json.WriteStartArray("model_names"u8);
        var names = workers.SelectMany(static worker => worker.Models).Where(IsServedText).Select(static model => model.Name).Distinct().Order(StringComparer.Ordinal);
        foreach (var name in names) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteNumber("speed"u8, workers.Sum(static worker => worker.Models.Max(static model => model.DeclaredSpeed) is > 0 and var declared ? declared : 1));
        json.WriteNumber("queue_length"u8, workers.Sum(static worker => (long)worker.QueueLength));
        json.WriteString("table"u8, told.Table); // by which we know ourselves, should somebody register us with us
    }

    private static bool IsServedText(ModelStatus model) => model is { State: ModelState.Ready, Metadata.Text: not TextCapabilities.None };
}
