using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;
using Orleans.Inference.Tests.Routing;
using Orleans.Inference.Transport;

namespace Orleans.Inference.Tests.Transport;

/// <summary>A silo's end of data connections and a router's, without a cluster around them.</summary>
public sealed class DataListenerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly SiloAddress _silo = SiloAddress.New(IPAddress.Loopback, 11111, 1);
    private readonly BodyMemory _memory;
    private readonly DataListener _listener;
    private readonly DataConnections _connections;

    public DataListenerTests()
    {
        _memory = new(Options.Create(new InferenceOptions()), Options.Create(new InferenceClientOptions()), _time);
        _listener = Listener(0);
        _connections = new(Routes.Health(_time), Options.Create(new InferenceClientOptions()), _time, NullLogger<DataConnections>.Instance);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _connections.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task One_connection_is_opened_for_all_and_bodies_go_both_ways()
    {
        await _listener.OpenAsync();
        var silo = _connections.To(_silo, _listener.Endpoint);
        var opened = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => silo.GetAsync(Cancel).AsTask()));
        var near = Assert.Single(opened.Distinct())!;
        var far = _listener.Find(near.Id)!;
        byte[][] bodies = [MirrorBackend.Bytes(3_000_000), MirrorBackend.Bytes(1)];

        near.Send(1, [.. bodies.Select(body => (ReadOnlyMemory<byte>)body)]);
        far.Send(1, [bodies[1]]);
        using var there = await far.Inbox.ReceiveAsync(1, [bodies[0].Length, 1], Cancel);
        using var back = await near.Inbox.ReceiveAsync(1, [1], Cancel);
        Assert.Equal(bodies[0], there.Bodies[0]);
        Assert.Equal(bodies[1], there.Bodies[1]);
        Assert.Equal(bodies[1], back.Bodies[0]);
    }

    [Fact]
    public async Task A_body_that_is_given_up_in_the_middle_is_forgotten_on_the_other_side()
    {
        await _listener.OpenAsync();
        var near = (await _connections.To(_silo, _listener.Endpoint).GetAsync(Cancel))!;
        var far = _listener.Find(near.Id)!;
        near.Send(1, [new byte[200_000_000]]).GiveUp();
        near.Send(2, [new byte[100]]);

        (await far.Inbox.ReceiveAsync(2, [100], Cancel)).Dispose();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while ((far.Inbox.Count, _memory.Pool.Rented, _memory.Budget.Used) != (0, 0, 0L)) await timer.WaitForNextTickAsync(Cancel);
    }

    [Fact]
    public async Task A_body_that_its_receiver_gives_up_in_the_middle_is_not_sent_to_its_end()
    {
        await _listener.OpenAsync();
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 256 * 1024 };
        await socket.ConnectAsync(IPAddress.Loopback, _listener.Endpoint!.Port, Cancel);
        await DataGreeting.SayAsync(socket, _listener.Endpoint.Token, 1, Cancel);
        var far = _listener.Find(1)!;
        const int length = 200_000_000;
        var sent = far.Send(7, [new byte[length]]); // cannot get far: nobody reads

        var frame = new byte[DataFrame.HeaderLength];
        new DataFrame(DataFrameKind.Stop, 0, 0, 7, 0, 0).Write(frame);
        await socket.SendAsync(frame, Cancel);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!sent.IsGivenUp) await timer.WaitForNextTickAsync(Cancel);

        var received = 0L;
        while (true)
        {
            await DataGreeting.FillAsync(socket, frame, Cancel);
            var header = DataFrame.Read(frame);
            if (header.Kind == DataFrameKind.Cancel) break;
            await DataGreeting.FillAsync(socket, new byte[header.Length], Cancel);
            received += header.Length;
        }

        await sent.Task.WaitAsync(Cancel);
        Assert.InRange(received, 0, length / 2);
        Assert.Equal(0, far.Sending);
    }

    [Fact]
    public async Task A_body_that_nobody_waits_for_any_more_stops_coming()
    {
        await _listener.OpenAsync();
        var near = (await _connections.To(_silo, _listener.Endpoint).GetAsync(Cancel))!;
        var far = _listener.Find(near.Id)!;
        near.Inbox.GiveUp(1, "its call was given up"); // before the worker sends
        using CancellationTokenSource caller = new();
        var received = near.Inbox.ReceiveAsync(2, [200_000_000], caller.Token);
        var (first, second) = (far.Send(1, [new byte[200_000_000]]), far.Send(2, [new byte[200_000_000]]));
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => received);

        await Task.WhenAll(first.Task, second.Task).WaitAsync(Cancel);
        Assert.True(first.IsGivenUp && second.IsGivenUp);
        Assert.Equal((0, 0), (far.Sending, near.Inbox.Count));
        Assert.Equal(0, _connections.Budget.Used);
    }

    [Fact]
    public async Task Who_says_nothing_is_closed_after_a_while()
    {
        await _listener.OpenAsync();
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _listener.Endpoint!.Port, Cancel);
        var end = socket.ReceiveAsync(new byte[1], Cancel).AsTask();
        while (!end.IsCompleted)
        {
            _time.Advance(DataListener.GreetingLimit);
            await Task.Yield();
        }

        Assert.Equal(0, await end);
    }

    [Fact]
    public async Task Where_nobody_listens_it_is_tried_again_later()
    {
        var silo = _connections.To(_silo, new(1, new string('0', 64)));
        Assert.Null(await silo.GetAsync(Cancel));
        Assert.Null(await silo.GetAsync(Cancel));
        Assert.Null(await _connections.To(SiloAddress.New(IPAddress.Loopback, 1, 2), null).GetAsync(Cancel));
    }

    [Fact]
    public async Task A_wrong_token_opens_nothing()
    {
        await _listener.OpenAsync();
        Assert.Null(await _connections.To(_silo, _listener.Endpoint! with { Token = new string('0', 64) }).GetAsync(Cancel));
        Assert.Equal(0, _listener.Count);
    }

    [Fact]
    public async Task A_silo_that_stops_sends_what_it_has_and_says_goodbye()
    {
        await _listener.OpenAsync();
        var near = (await _connections.To(_silo, _listener.Endpoint).GetAsync(Cancel))!;
        _listener.Find(near.Id)!.Send(1, [new byte[10_000_000]]);
        var received = near.Inbox.ReceiveAsync(1, [10_000_000], Cancel);
        await _listener.CloseAsync();

        using (await received) Assert.Equal(0, near.Inbox.Count);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!near.SaidGoodbye) await timer.WaitForNextTickAsync(Cancel);
        Assert.False(near.IsOpen);
    }

    [Fact]
    public async Task No_port_no_connections_and_a_port_that_is_taken_stops_the_start()
    {
        using var none = Listener(-1);
        await none.OpenAsync();
        Assert.Null(none.Endpoint);

        await _listener.OpenAsync();
        using var second = Listener(_listener.Endpoint!.Port);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(second.OpenAsync);
        Assert.Contains("Inference:DataPort", error.Message, StringComparison.Ordinal);
    }

    private DataListener Listener(int port) => new(
        _memory, Options.Create(new InferenceOptions { DataPort = port }), Options.Create(new EndpointOptions()), new LocalSilo(_silo), _time, NullLogger<DataListener>.Instance);

    private sealed class LocalSilo(SiloAddress address) : ILocalSiloDetails
    {
        public string Name => "silo";

        public string ClusterId => "test";

        public string DnsHostName => "localhost";

        public SiloAddress SiloAddress => address;

        public SiloAddress GatewayAddress => address;
    }
}
