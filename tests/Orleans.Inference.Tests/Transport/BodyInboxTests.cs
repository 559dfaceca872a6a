using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Transport;

namespace Orleans.Inference.Tests.Transport;

public sealed class BodyInboxTests
{
    private const int Piece = LargeBodies.PieceLength;
    private readonly FakeTimeProvider _time = new();
    private readonly BodyPool _pool = new();
    private readonly ByteBudget _budget = new(8 * Piece);
    private readonly BodyInbox _inbox;

    public BodyInboxTests() => _inbox = new(_pool, _budget, 6 * Piece, _time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(Piece - 1)]
    [InlineData(Piece)]
    [InlineData(Piece + 1)]
    [InlineData(3 * Piece + 7)]
    public async Task A_body_is_put_together_before_and_after_it_is_asked_for(int length)
    {
        var body = MirrorBackend.Bytes(length);
        Write(1, 0, body);
        using (var early = await _inbox.ReceiveAsync(1, [length], Cancel)) Assert.Equal(body, early.Bodies[0]);

        var asked = _inbox.ReceiveAsync(2, [length], Cancel);
        Assert.False(asked.IsCompleted);
        Write(2, 0, body);
        using (var late = await asked) Assert.Equal(body, late.Bodies[0]);
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task Several_bodies_come_mixed_with_those_of_another_call()
    {
        var (first, second, other) = (MirrorBackend.Bytes(2 * Piece), MirrorBackend.Bytes(100), MirrorBackend.Bytes(Piece));
        var asked = _inbox.ReceiveAsync(1, [first.Length, second.Length], Cancel);
        WritePiece(1, 0, first, 0);
        Write(2, 0, other);
        WritePiece(1, 0, first, Piece);
        Write(1, 1, second);

        using var bodies = await asked;
        using var others = await _inbox.ReceiveAsync(2, [other.Length], Cancel);
        Assert.Equal(first, bodies.Bodies[0]);
        Assert.Equal(second, bodies.Bodies[1]);
        Assert.Equal(other, others.Bodies[0]);
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0, -1, 0, 10)]
    [InlineData(0, Piece + 1, 0, 2L * Piece)]
    [InlineData(0, 10, 0, 9)]
    [InlineData(0, 10, 0, 11)]
    [InlineData(0, 10, 10, 20)]
    [InlineData(0, Piece, 1, 2L * Piece)]
    [InlineData(0, Piece, -Piece, 2L * Piece)]
    [InlineData(0, Piece, 2L * Piece, 2L * Piece)]
    [InlineData(0, Piece, long.MaxValue - Piece + 1, 2L * Piece)]
    [InlineData(0, Piece, 0, long.MaxValue)]
    [InlineData(LargeBodies.MaxTensors, 1, 0, 1)]
    public void A_piece_that_is_none_is_refused(int tensor, int length, long offset, long total)
    {
        BodyInbox inbox = new(_pool, _budget, 6 * Piece, _time, inOrder: false);

        Assert.Throws<DataProtocolException>(() => inbox.Begin(new(DataFrameKind.Piece, tensor, length, 1, offset, total), out _));
        inbox.Close("the test ends");
        AssertNothingIsLeft();
    }

    [Fact]
    public void A_piece_that_came_before_is_refused_and_so_is_another_length()
    {
        WritePiece(1, 0, new byte[2 * Piece], 0);

        Assert.Throws<DataProtocolException>(() => WritePiece(1, 0, new byte[2 * Piece], 0));
        Assert.Throws<DataProtocolException>(() => WritePiece(1, 0, new byte[3 * Piece], Piece));
        _inbox.Close("the test ends");
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task A_body_of_another_length_than_its_shape_asks_for_is_not_taken()
    {
        Write(1, 0, new byte[100]);
        await Assert.ThrowsAsync<BodiesLostException>(() => _inbox.ReceiveAsync(1, [101], Cancel));
        var asked = _inbox.ReceiveAsync(2, [100], Cancel);
        Write(2, 0, new byte[99]);
        await Assert.ThrowsAsync<BodiesLostException>(() => asked);
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task What_is_over_the_limits_is_turned_away_and_the_rest_goes_on()
    {
        WritePiece(1, 0, new byte[6 * Piece], 0);
        Write(2, 0, new byte[3 * Piece]); // over the budget
        Write(3, 0, new byte[7 * Piece]); // over the limit of a body
        Write(4, 0, new byte[2 * Piece]);

        Assert.Contains("over the limit", (await Assert.ThrowsAsync<BodiesLostException>(() => _inbox.ReceiveAsync(2, [3 * Piece], Cancel))).Message, StringComparison.Ordinal);
        Assert.Contains("over the limit", (await Assert.ThrowsAsync<BodiesLostException>(() => _inbox.ReceiveAsync(3, [7 * Piece], Cancel))).Message, StringComparison.Ordinal);
        using var bodies = await _inbox.ReceiveAsync(4, [2 * Piece], Cancel);
        Assert.Equal(2, _pool.Rented);
    }

    [Fact]
    public async Task A_cancellation_gives_the_buffers_back_as_soon_as_nothing_is_written_into_them()
    {
        using CancellationTokenSource caller = new();
        var asked = _inbox.ReceiveAsync(1, [2 * Piece], caller.Token);
        DataFrame frame = new(DataFrameKind.Piece, 0, Piece, 1, 0, 2 * Piece);
        _inbox.Begin(frame, out var transfer);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.Equal(1, _pool.Rented);

        _inbox.End(frame, transfer!, isWritten: true);
        AssertNothingIsLeft();
        WritePiece(1, 0, new byte[2 * Piece], Piece); // its rest is of no use
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task What_stands_still_is_dropped_asked_for_or_not()
    {
        WritePiece(1, 0, new byte[2 * Piece], 0);
        var asked = _inbox.ReceiveAsync(2, [10], Cancel);
        _time.Advance(BodyInbox.IdleLimit - TimeSpan.FromSeconds(1));
        _inbox.DropIdle();
        Assert.Equal(2, _inbox.Count);

        _time.Advance(TimeSpan.FromSeconds(1));
        _inbox.DropIdle();
        await Assert.ThrowsAsync<BodiesLostException>(() => asked);
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task A_connection_that_ends_fails_what_waits_for_it()
    {
        var asked = _inbox.ReceiveAsync(1, [2 * Piece], Cancel);
        WritePiece(1, 0, new byte[2 * Piece], 0);
        _inbox.Close("its data connection ended");

        await Assert.ThrowsAsync<BodiesLostException>(() => asked);
        await Assert.ThrowsAsync<BodiesLostException>(() => _inbox.ReceiveAsync(2, [1], Cancel));
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task Bodies_count_until_nobody_needs_them_any_more()
    {
        Write(1, 0, new byte[5 * Piece]);
        var first = await _inbox.ReceiveAsync(1, [5 * Piece], Cancel);
        Write(2, 0, new byte[5 * Piece]);
        await Assert.ThrowsAsync<BodiesLostException>(() => _inbox.ReceiveAsync(2, [5 * Piece], Cancel));

        first.Dispose();
        first.Dispose();
        Write(3, 0, new byte[5 * Piece]);
        (await _inbox.ReceiveAsync(3, [5 * Piece], Cancel)).Dispose();
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task The_sender_is_told_once_what_it_need_not_send()
    {
        List<long> told = [];
        _inbox.Unwanted = told.Add;
        WritePiece(1, 0, new byte[3 * Piece], 0);
        _inbox.GiveUp(1, "the test says so");
        WritePiece(1, 0, new byte[3 * Piece], Piece);
        Assert.Equal([1], told);

        _inbox.GiveUp(2, "the test says so"); // nothing has come yet
        Assert.Equal([1], told);
        Write(2, 0, new byte[3 * Piece]);
        Write(3, 0, new byte[7 * Piece]); // over the limit
        Assert.Equal([1, 2, 3], told);

        await Assert.ThrowsAsync<BodiesLostException>(() => _inbox.ReceiveAsync(3, [7 * Piece], Cancel));
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task What_its_sender_gave_up_is_not_waited_for()
    {
        _inbox.Forget(1, "its sender gave it up");
        await Assert.ThrowsAsync<BodiesLostException>(() => _inbox.ReceiveAsync(1, [Piece], Cancel));
        AssertNothingIsLeft();
    }

    [Fact]
    public void Many_that_were_given_up_are_not_remembered_for_ever()
    {
        GivenUpTransfers givenUp = new(_time);
        for (var id = 1; id <= 10_001; id++) givenUp.Add(id);
        Assert.False(givenUp.Contains(1));
        Assert.True(givenUp.Contains(10_001));

        _time.Advance(BodyInbox.IdleLimit);
        givenUp.DropOld(BodyInbox.IdleLimit);
        Assert.False(givenUp.Contains(10_001));
    }

    [Fact]
    public void Buffers_are_used_again_and_left_alone_when_nobody_needs_them()
    {
        var buffer = _pool.Rent(1_000_000);
        _pool.Return(buffer);
        Assert.Same(buffer, _pool.Rent(1_000_100));
        _pool.Return(buffer);
        _pool.Trim();
        _pool.Trim();
        Assert.NotSame(buffer, _pool.Rent(1_000_000));
    }

    private void AssertNothingIsLeft() => Assert.Equal((0, 0, 0), (_pool.Rented, _budget.Used, _inbox.Count));

    private void Write(long id, int tensor, byte[] body)
    {
        for (var offset = 0; offset < body.Length; offset += Piece) WritePiece(id, tensor, body, offset);
    }

    private void WritePiece(long id, int tensor, byte[] body, int offset)
    {
        var bytes = body.AsMemory(offset, Math.Min(Piece, body.Length - offset));
        DataFrame frame = new(DataFrameKind.Piece, tensor, bytes.Length, id, offset, body.Length);
        var target = _inbox.Begin(frame, out var transfer);
        if (transfer is null) return;
        bytes.CopyTo(target);
        _inbox.End(frame, transfer, isWritten: true);
    }
}
