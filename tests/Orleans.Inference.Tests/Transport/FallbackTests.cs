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
        await Assert.ThrowsAsync<InvalidInputException>(() => Worker.SendPieceAsync(1, new(0, 5, 10, new(new byte[10])), Cancel));
        await Assert.ThrowsAsync<NoWorkerException>(() => Worker.FetchPieceAsync(1, 0, 0, Cancel));
    }

    [Fact]
    public async Task A_request_that_is_refused_anyway_is_refused_before_its_inputs_come_which_are_of_no_use_then()
    {
        var tensor = Tensor.Create(new byte[300_000], [300_000]);
        AttemptTerms terms = new(TimeSpan.FromMinutes(5), Bodies: new(0, 1));
        InferenceRequest request = new() { Model = CodeBackend.ModelName, Inputs = [new("command", tensor.Detach())] };
        await Worker.SendPieceAsync(1, new(0, 0, 300_000, new(tensor.Bytes[..LargeBodies.PieceLength])), Cancel);

        Assert.Contains("UInt8[300000]", (await Assert.ThrowsAsync<InvalidInputException>(() => Worker.InferAsync(request, terms, Cancel))).Message, StringComparison.Ordinal);
        AssertNothingIsLeft();
        await Worker.SendPieceAsync(1, new(0, LargeBodies.PieceLength, 300_000, new(tensor.Bytes[LargeBodies.PieceLength..])), Cancel);
        AssertNothingIsLeft();
        await Assert.ThrowsAsync<NoWorkerException>(() => Worker.InferAsync(new() { Model = "another", Inputs = request.Inputs }, terms with { Bodies = new(0, 2) }, Cancel));
    }

    [Fact]
    public async Task A_caller_who_gives_up_while_it_sends_leaves_nothing_behind()
    {
        var memory = _cluster.Services(_cluster.Silos[0]).GetRequiredService<BodyMemory>();
        var bytes = new byte[300_000_000];
        using CancellationTokenSource caller = new();
        var call = _cluster.Client.InferAsync(CodeBackend.ModelName, Tensor.Create(bytes, [1, bytes.Length]), caller.Token);
        await InferenceCluster.Until(() => memory.Budget.Used > 0);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await InferenceCluster.Until(() => memory.Pool.Rented == 0 && memory.Budget.Used == 0);
    }

    private IWorkerGrain Worker => _cluster.Grains.GetWorker(_cluster.RouteTable.Find(MirrorBackend.ModelName, null).Destinations[0].Worker);

    private void AssertNothingIsLeft()
    {
        var services = _cluster.Services(_cluster.Silos[0]);
        var memory = services.GetRequiredService<BodyMemory>();
        Assert.Equal((0, 0L, 0), (memory.Pool.Rented, memory.Budget.Used, services.GetRequiredService<ResponseBodies>().Kept));
    }
}
