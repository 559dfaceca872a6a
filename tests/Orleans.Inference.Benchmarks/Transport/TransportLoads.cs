using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Routing;
using Orleans.Inference.Transport;

namespace Orleans.Inference.Benchmarks.Transport;

/// <summary>The loads of the client process.</summary>
internal sealed class TransportLoads(IServiceProvider services, int socketPort)
{
    private static readonly TimeSpan ProbePeriod = TimeSpan.FromMilliseconds(1);
    private const int ProbeLength = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly IInferenceClient _client = services.GetRequiredService<IInferenceClient>();
    private readonly IGrainFactory _grains = services.GetRequiredService<IGrainFactory>();

    public Task<LoadResult> RunAsync(TransportOrder order)
    {
        var duration = TimeSpan.FromSeconds(order.Seconds);
        return order.IsProbe ? ProbeAsync(order, duration) : new ClosedLoop(CallerPlaces.Pool).RunAsync(order.Callers, duration, _ => MakeCall(order));
    }

    private async Task<LoadResult> ProbeAsync(TransportOrder order, TimeSpan duration)
    {
        using var ticker = new Ticker(ProbePeriod);
        var numbers = Numbers(ProbeLength * sizeof(float));
        using CancellationTokenSource over = new();
        var stream = order.StreamBytes > 0 ? Task.Run(() => StreamAsync(order, over.Token)) : Task.CompletedTask;
        var result = await new ClosedLoop(CallerPlaces.Pool, ticker.NextAsync).RunAsync(order.Callers, duration, _ => new TensorCall(numbers, request => _client.InferAsync(request)));
        await over.CancelAsync();
        await stream;
        return result;
    }

    private async Task StreamAsync(TransportOrder order, CancellationToken cancellationToken)
    {
        using var call = MakeCall(order with { Bytes = order.StreamBytes });
        while (!cancellationToken.IsCancellationRequested)
        {
            await call.SendAsync();
            call.Check();
        }
    }

    private TouchCall MakeCall(TransportOrder order)
    {
        var numbers = Numbers(order.Bytes);
        return order.Side switch
        {
            Side.StockBytes or Side.StockFloats => new StockCall(numbers, _grains.GetGrain<ITouchGrain>(0), order.Side == Side.StockBytes),
            Side.Call => new TensorCall(numbers, request => Worker.InferAsync(request, new(Patience))),
            Side.Pieces => new TensorCall(numbers, request => Pieces.InferAsync(request, new(Patience), CancellationToken.None)),
            Side.Data => new TensorCall(numbers, request => _client.InferAsync(request)),
            _ => new SocketCall(numbers, socketPort),
        };
    }

    private IWorkerGrain Worker => _grains.GetWorker(WorkerId);

    private WorkerId WorkerId => services.GetRequiredService<RouteTableSubscription>().Table.Find(TouchBackend.ModelName, null).Destinations[0].Worker;

    private WorkerCalls Pieces
    {
        get
        {
            var connections = services.GetRequiredService<DataConnections>();
            return new(Worker, new(WorkerId.Silo!, endpoint: null, connections, TimeProvider.System), connections, maxInCall: 0);
        }
    }

    private static float[] Numbers(int bytes)
    {
        var numbers = new float[bytes / sizeof(float)];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = i;
        return numbers;
    }
}
