using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Tests.Cluster;
using Orleans.Inference.Tests.Fakes;
using Orleans.Inference.Transport;

namespace Orleans.Inference.Tests.Transport;

/// <summary>Large tensors between an Orleans client and a silo.</summary>
public sealed class TransportTests : IAsyncLifetime
{
    private readonly MirrorBackend _mirror = new();
    private readonly GrowBackend _grow = new();
    private InferenceCluster _cluster = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await InferenceCluster.StartAsync(configureSilo: (_, silo) => silo.Services.AddSingleton<IModelBackend>(_mirror).AddSingleton<IModelBackend>(_grow));
        foreach (var model in new[] { MirrorBackend.ModelName, GrowBackend.ModelName, GrowBackend.TextModelName })
        {
            await InferenceCluster.Until(() => _cluster.RouteTable.TryFind(model, null) is { Destinations.IsEmpty: false });
        }
    }

    public async ValueTask DisposeAsync()
    {
        _mirror.Unblock();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public void The_route_table_says_where_the_silo_listens()
    {
        var destination = Assert.Single(_cluster.RouteTable.Find(MirrorBackend.ModelName, null).Destinations);
        var connections = _cluster.ClientServices.GetRequiredService<DataConnections>();

        Assert.NotNull(Listener.Endpoint);
        Assert.Equal(Listener.Endpoint, connections.Find(destination.Worker.Silo!)!.Endpoint);
        Assert.DoesNotContain(Listener.Endpoint.Token, $"{Listener.Endpoint}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(LargeBodies.Threshold - 1)]
    [InlineData(LargeBodies.Threshold)]
    [InlineData(LargeBodies.PieceLength - 1)]
    [InlineData(LargeBodies.PieceLength)]
    [InlineData(LargeBodies.PieceLength + 1)]
    [InlineData(5_000_000)]
    public async Task A_tensor_of_any_size_comes_and_goes_unchanged(int length)
    {
        for (var i = 0; i < 2; i++) await MirrorAsync(MirrorBackend.Request(10, length, "ada"));

        Assert.Equal(length >= LargeBodies.Threshold, Listener.Count > 0);
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task Several_tensors_travel_together_and_strings_stay_in_the_call()
    {
        var text = new string('x', 100_000);
        await MirrorAsync(MirrorBackend.Request(0, 0));
        await MirrorAsync(MirrorBackend.Request(200_000, 0, text));
        await MirrorAsync(MirrorBackend.Request(200_000, 1_000_000, text + "å"));
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task Many_at_once_do_not_get_mixed_up()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => MirrorAsync(MirrorBackend.Request(17_000 * (i % 7), 60_000 + 100_000 * (i % 5), $"{i}"))));

        Assert.Equal(1, Listener.Count);
        AssertNothingIsLeft();
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(5_000_000)]
    public async Task A_small_request_with_a_large_answer_leads_to_a_data_connection(int length)
    {
        var request = Tensor.Create([length], [1]);
        for (var i = 0; i < 3; i++)
        {
            var answer = (await _cluster.Client.InferAsync(GrowBackend.ModelName, request, Cancel)).Get<byte>();
            Assert.Equal(length, answer.Length);
            Assert.True(answer.AsSpan().IndexOfAnyExcept((byte)5) < 0);
            await InferenceCluster.Until(() => Listener.Count == 1);
        }

        Assert.Equal(0, _cluster.Services(_cluster.Silos[0]).GetRequiredService<ResponseBodies>().Kept);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_costs_no_request()
    {
        var request = MirrorBackend.Request(10, 20_000_000);
        await MirrorAsync(request);
        _mirror.Block();
        var calls = Enumerable.Range(0, 4).Select(_ => MirrorAsync(request)).ToArray();
        await _mirror.Began.WaitAsync(Cancel);
        foreach (var connection in Listener.Connections) connection.Dispose();
        _mirror.Unblock();

        await Task.WhenAll(calls);
        await MirrorAsync(request);
        await InferenceCluster.Until(() => Memory.Pool.Rented == 0 && Memory.Budget.Used == 0);
    }

    [Fact]
    public async Task A_caller_who_gives_up_leaves_nothing_behind_though_the_run_still_reads()
    {
        _mirror.Block();
        using CancellationTokenSource caller = new();
        var running = _cluster.Client.InferAsync(MirrorBackend.Request(10, 1_000_000), caller.Token);
        await _mirror.Began.WaitAsync(Cancel);
        var others = Enumerable.Range(0, 8).Select(_ => _cluster.Client.InferAsync(MirrorBackend.Request(10, 10_000_000), caller.Token)).ToArray();
        await caller.CancelAsync();
        foreach (var call in others) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.NotEqual(0, Memory.Pool.Rented);

        _mirror.Unblock();
        await InferenceCluster.Until(() => Memory.Pool.Rented == 0 && Memory.Budget.Used == 0);
        await MirrorAsync(MirrorBackend.Request(10, 1_000_000));
    }

    [Fact]
    public async Task A_caller_who_gives_up_while_it_sends_leaves_nothing_behind()
    {
        await MirrorAsync(MirrorBackend.Request(10, 1_000_000));
        var bytes = new byte[300_000_000];
        using CancellationTokenSource caller = new();
        var call = _cluster.Client.InferAsync(CodeBackend.ModelName, Tensor.Create(bytes, [1, bytes.Length]), caller.Token);
        await InferenceCluster.Until(() => Memory.Budget.Used > 0);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await InferenceCluster.Until(() => Memory.Pool.Rented == 0 && Memory.Budget.Used == 0 && Connection.Sending == 0);
        await MirrorAsync(MirrorBackend.Request(10, 1_000_000));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_caller_who_gives_up_while_a_large_answer_comes_leaves_nothing_behind(bool byDeadline)
    {
        await MirrorAsync(MirrorBackend.Request(10, 1_000_000));
        using CancellationTokenSource caller = new();
        InferenceRequest request = new()
        {
            Model = GrowBackend.ModelName,
            Inputs = [new("length", Tensor.Create([500_000_000], [1]))],
            Timeout = byDeadline ? TimeSpan.FromMilliseconds(100) : null, // too short for it
        };
        var call = _cluster.Client.InferAsync(request, caller.Token);
        await InferenceCluster.Until(() => byDeadline || Connections.Budget.Used > 0);
        if (!byDeadline) await caller.CancelAsync();

        if (byDeadline) await Assert.ThrowsAsync<DeadlineExceededException>(() => call);
        else await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await InferenceCluster.Until(() => Listener.Connections.All(connection => connection.Sending == 0) && Connections.Budget.Used == 0 && Connection.Inbox.Count == 0);
        await MirrorAsync(MirrorBackend.Request(10, 1_000_000));
    }

    [Fact]
    public async Task Strings_that_fit_no_call_are_refused_before_anything_is_sent()
    {
        var others = MirrorBackend.Request(1, 1).Inputs[..2];
        var runs = _mirror.Began.CurrentCount;
        var texts = Tensor.CreateStrings([new byte[LargeBodies.MaxStringBytes]], [1]); // and its length
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => _cluster.Client.InferAsync(new() { Model = MirrorBackend.ModelName, Inputs = [.. others, new("texts", texts)] }, Cancel));

        Assert.Contains($"{LargeBodies.MaxStringBytes} bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal(runs, _mirror.Began.CurrentCount);
        await MirrorAsync(MirrorBackend.Request(1, 1, new string('x', 30_000_000)));
    }

    [Fact]
    public async Task An_answer_of_strings_that_fit_no_call_is_one_clear_error()
    {
        var error = await Assert.ThrowsAsync<ExecutionFailedException>(() => _cluster.Client.InferAsync(GrowBackend.TextModelName, Tensor.Create([70_000_000], [1]), Cancel));

        Assert.Contains($"{LargeBodies.MaxStringBytes}", error.Message, StringComparison.Ordinal);
        Assert.Equal(30_000_000, (await _cluster.Client.InferAsync(GrowBackend.TextModelName, Tensor.Create([30_000_000], [1]), Cancel)).Outputs[0].Tensor.Utf8Strings[0].Length);
    }

    [Fact]
    public async Task What_does_not_greet_rightly_is_closed_and_disturbs_nobody()
    {
        await MirrorAsync(MirrorBackend.Request(10, 1_000_000));
        var endpoint = Listener.Endpoint!;
        var wrongToken = new byte[48];
        "OrlInfD1"u8.CopyTo(wrongToken);
        foreach (var garbage in new[] { wrongToken, MirrorBackend.Bytes(48), MirrorBackend.Bytes(5000) })
        {
            using var socket = await ConnectAsync(endpoint);
            await socket.SendAsync(garbage, Cancel);
            await AssertClosedAsync(socket);
        }

        await MirrorAsync(MirrorBackend.Request(10, 1_000_000));
        Assert.Equal(1, Listener.Count);
    }

    [Fact]
    public async Task What_greets_rightly_and_then_talks_nonsense_is_closed_and_disturbs_nobody()
    {
        await MirrorAsync(MirrorBackend.Request(10, 1_000_000));
        var nonsense = new byte[DataFrame.HeaderLength];
        DataFrame[] frames =
        [
            new((DataFrameKind)77, 0, 0, 1, 0, 0),
            new(DataFrameKind.Piece, 0, int.MaxValue, 1, 0, int.MaxValue),
            new(DataFrameKind.Piece, 0, -1, 1, 0, 10),
            new(DataFrameKind.Piece, 0, 10, 1, 0, long.MaxValue),
            new(DataFrameKind.Piece, 0, 10, 1, 0, 20),
            new(DataFrameKind.Cancel, 0, 10, 1, 0, 0),
        ];
        foreach (var frame in frames)
        {
            using var socket = await GreetAsync();
            frame.Write(nonsense);
            await socket.SendAsync(nonsense, Cancel);
            await AssertClosedAsync(socket);
        }

        using (var truncated = await GreetAsync())
        {
            new DataFrame(DataFrameKind.Piece, 0, 1000, 1, 0, 1000).Write(nonsense);
            await truncated.SendAsync(nonsense, Cancel);
            await truncated.SendAsync(new byte[10], Cancel);
        }

        await MirrorAsync(MirrorBackend.Request(10, 1_000_000));
        await InferenceCluster.Until(() => Listener.Count == 1 && Memory.Pool.Rented == 0 && Memory.Budget.Used == 0);
    }

    [Fact]
    public async Task A_tensor_over_the_message_limit_of_Orleans_works()
    {
        var bytes = new byte[120 << 20];
        bytes[^1] = 7;
        var answer = await _cluster.Client.InferAsync(CodeBackend.ModelName, Tensor.Create(bytes, [1, bytes.Length]), Cancel);

        Assert.True(bytes.AsSpan().SequenceEqual(answer.Outputs[0].Tensor.Bytes.Span));
    }

    private DataConnections Connections => _cluster.ClientServices.GetRequiredService<DataConnections>();

    private DataConnection Connection => Connections.Find(_cluster.Silos[0].SiloAddress)!.Open!;

    private DataListener Listener => _cluster.Services(_cluster.Silos[0]).GetRequiredService<DataListener>();

    private BodyMemory Memory => _cluster.Services(_cluster.Silos[0]).GetRequiredService<BodyMemory>();

    private Task MirrorAsync(InferenceRequest request) => Mirror.CheckAsync(_cluster.Client, request);

    private void AssertNothingIsLeft() => Assert.Equal((0, 0L), (Memory.Pool.Rented, Memory.Budget.Used));

    private async Task<Socket> ConnectAsync(DataEndpoint endpoint)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_cluster.Silos[0].SiloAddress.Endpoint.Address, endpoint.Port, Cancel);
        return socket;
    }

    private async Task<Socket> GreetAsync()
    {
        var socket = await ConnectAsync(Listener.Endpoint!);
        await DataGreeting.SayAsync(socket, Listener.Endpoint!.Token, Random.Shared.NextInt64(1, long.MaxValue), Cancel);
        return socket;
    }

    // What was sent beyond the greeting may make it a reset instead of an end.
    private static async Task AssertClosedAsync(Socket socket)
    {
        try
        {
            Assert.Equal(0, await socket.ReceiveAsync(new byte[1], Cancel));
        }
        catch (SocketException exception)
        {
            Assert.Equal(SocketError.ConnectionReset, exception.SocketErrorCode);
        }
    }
}
