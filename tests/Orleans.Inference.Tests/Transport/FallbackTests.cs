using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Tests.Cluster;
using Orleans.Inference.Tests.Fakes;
using Orleans.Inference.Transport;

namespace Orleans.Inference.Tests.Transport;

/// <summary>Large tensors where no data connection can be had.</summary>
public sealed class FallbackTests : IAsyncLifetime
{
    private readonly MirrorBackend _mirror = new();
    private InferenceCluster _cluster = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await InferenceCluster.StartAsync(
            configure: options => options.DataPort = -1,
            configureSilo: (_, silo) => silo.Services.AddSingleton<IModelBackend>(_mirror));
        await InferenceCluster.Until(() => _cluster.RouteTable.TryFind(MirrorBackend.ModelName, null) is { Destinations.IsEmpty: false });
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Theory]
    [InlineData(100)]
    [InlineData(LargeBodies.Threshold)]
    [InlineData(3_000_000)]
    [InlineData((int)LargeBodies.MaxInCall - 400_000)]
    [InlineData((int)LargeBodies.MaxInCall - 399_999)]
    [InlineData(33_000_000)]
    public async Task A_tensor_of_any_size_comes_and_goes_unchanged(int length)
    {
        await Mirror.CheckAsync(_cluster.Client, MirrorBackend.Request(100_000, length, "ada"));
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task A_tensor_over_the_message_limit_of_Orleans_works()
    {
        var bytes = new byte[110 << 20];
        bytes[^1] = 7;
        var answer = await _cluster.Client.InferAsync(CodeBackend.ModelName, Tensor.Create(bytes, [1, bytes.Length]), Cancel);

        Assert.True(bytes.AsSpan().SequenceEqual(answer.Outputs[0].Tensor.Bytes.Span));
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task A_piece_that_is_none_is_refused()
    {
        var grain = _cluster.Grains.GetGrain<IWorkerGrain>(_cluster.RouteTable.Find(MirrorBackend.ModelName, null).Destinations[0].Worker.ToString());

        await Assert.ThrowsAsync<InvalidInputException>(() => grain.SendPieceAsync(1, new(0, 5, 10, new(new byte[10])), Cancel));
        await Assert.ThrowsAsync<NoWorkerException>(() => grain.FetchPieceAsync(1, 0, 0, Cancel));
    }

    private void AssertNothingIsLeft()
    {
        var services = _cluster.Services(_cluster.Silos[0]);
        var memory = services.GetRequiredService<BodyMemory>();
        Assert.Equal((0, 0L, 0), (memory.Pool.Rented, memory.Budget.Used, services.GetRequiredService<ResponseBodies>().Kept));
    }
}
