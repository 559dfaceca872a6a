using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Gateway.Tests.Cluster;
using Orleans.Inference.Gateway.Tests.Rpc.Protocol;

namespace Orleans.Inference.Gateway.Tests.Rpc;

/// <summary>Tests that each have a gateway of their own, which speaks gRPC alone, and a client that knows nothing of it but the protocol.</summary>
public abstract class RpcTests : IAsyncLifetime
{
    private GatewayHost _gateway = null!;
    private GrpcChannel _channel = null!;

    private protected FakeInferenceClient Client => _gateway.Client;

    private protected LogCollector Logs => _gateway.Logs;

    private protected GrpcChannel Channel => _channel;

    private protected GRPCInferenceService.GRPCInferenceServiceClient Rpc { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected ImmutableArray<ModelStatus> Served { get; set; } = [];

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayHost.StartAsync(
            options => options.MaxRequestBodyBytes = 40 * 1024 * 1024,
            services => services
                .Configure<KestrelServerOptions>(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2))
                .AddSingleton(FakeDispatcher.Answering(_ => Task.FromResult(Cluster()))),
            app => app.MapInferenceGrpc());
        _channel = GrpcChannel.ForAddress(_gateway.Http.BaseAddress!, new() { MaxReceiveMessageSize = null, MaxSendMessageSize = null });
        Rpc = new(_channel);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _gateway.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected static ModelInferRequest Request(string datatype, long[] shape, ReadOnlySpan<byte> raw, string model = "echo") => new()
    {
        ModelName = model,
        Inputs = { new ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = datatype, Shape = { shape } } },
        RawInputContents = { ByteString.CopyFrom(raw) },
    };

    private protected static ModelInferRequest Singles(params float[] values) => Request("FP32", [values.Length], MemoryMarshal.AsBytes<float>(values));

    private protected static ModelInferRequest Typed(string datatype, long[] shape, InferTensorContents contents) => new()
    {
        ModelName = "echo",
        Inputs = { new ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = datatype, Shape = { shape }, Contents = contents } },
    };

    private protected async Task<ModelInferResponse> InferAsync(ModelInferRequest request) => await Rpc.ModelInferAsync(request, cancellationToken: Cancellation);

    /// <summary>Sends what must be refused with an error that has all of the parts, after which a good request must work.</summary>
    private protected async Task<RpcException> RefusedAsync(ModelInferRequest request, StatusCode status, params string[] parts)
    {
        var exception = await Assert.ThrowsAsync<RpcException>(() => InferAsync(request));
        Assert.True(exception.StatusCode == status, exception.ToString());
        Assert.All(parts, part => Assert.Contains(part, exception.Status.Detail, StringComparison.Ordinal));
        await InferAsync(Singles(1));
        return exception;
    }

    private ClusterStatus Cluster() => new()
    {
        At = DateTimeOffset.UnixEpoch,
        Dispatcher = SiloAddress.Zero,
        Table = RouteTableStamp.None,
        Silos = [],
        Workers = [new() { Worker = default, SiloName = "silo", Device = "cpu", QueueLength = 0, Models = Served }],
    };
}
