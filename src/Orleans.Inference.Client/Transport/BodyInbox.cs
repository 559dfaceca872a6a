namespace Orleans.Inference.Transport;

/// <summary>
/// Puts bodies together that arrive in pieces, before or after somebody asks for them. What nobody asks for, and what does not go on, is dropped after a while;
/// what is being received is bounded in bytes.
/// </summary>
/// <param name="buffers">The memory.</param>
/// <param name="budget">What all inboxes of the process may receive at once.</param>
/// <param name="maxBodyBytes">The longest body there may be.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="inOrder">Whether the pieces of a transfer come in order, so that one which begins in the middle is the rest of one that was given up.</param>
internal sealed class BodyInbox(IBodyBuffers buffers, ByteBudget budget, long maxBodyBytes, TimeProvider timeProvider, bool inOrder = true)
{
    /// <summary>How long a transfer may stand still, and its bodies may wait for whoever asks for them.</summary>
    public static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<long, IncomingTransfer> _transfers = [];
    private readonly GivenUpTransfers _givenUp = new(timeProvider);
    private string? _closed;

    /// <summary>To be told of transfers that are of no use, so that their sender need not go on. Quick: the inbox is locked.</summary>
    public Action<long>? Unwanted { get; set; }

    /// <summary>How many transfers it knows of.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _transfers.Count;
        }
    }

    /// <summary>Where the bytes of a piece are to be written; empty where they are of no use. A target that is not empty must be given to <see cref="End"/>.</summary>
    /// <exception cref="DataProtocolException">It is no piece.</exception>
    public Memory<byte> Begin(in DataFrame frame, out IncomingTransfer? transfer)
    {
        transfer = null;
        if (frame.Length is <= 0 or > LargeBodies.PieceLength) throw new DataProtocolException($"A piece of {frame.Length} bytes is none.");
        if (frame.Tensor is < 0 or >= LargeBodies.MaxTensors) throw new DataProtocolException($"There is no tensor {frame.Tensor}.");
        if (frame.Total < frame.Length || frame.Total > Array.MaxLength) throw new DataProtocolException($"A body of {frame.Total} bytes is none.");
        lock (_gate)
        {
            if (_closed is not null) return default;
            if (_givenUp.Contains(frame.Transfer))
            {
                if (frame is { Tensor: 0, Offset: 0 }) Unwanted?.Invoke(frame.Transfer); // it began since
                return default;
            }

            if (!_transfers.TryGetValue(frame.Transfer, out var known))
            {
                if (inOrder && (frame.Tensor != 0 || frame.Offset != 0)) return default; // the rest of one that was given up
                _transfers.Add(frame.Transfer, known = new(buffers, budget));
            }

            known.TouchedAt = timeProvider.GetTimestamp();
            var hadFailed = known.Failure is not null;
            if (frame.Total > maxBodyBytes) known.Fail($"a tensor of {frame.Total} bytes is over the limit of {maxBodyBytes}");
            var target = known.Begin(frame);
            if (target.Length > 0) transfer = known;
            else if (!hadFailed) Unwanted?.Invoke(frame.Transfer);
            return target;
        }
    }

    /// <summary>The piece was written, or will not be.</summary>
    public void End(in DataFrame frame, IncomingTransfer transfer, bool isWritten)
    {
        lock (_gate)
        {
            if (transfer.End(frame, isWritten)) _transfers.Remove(frame.Transfer);
        }
    }

    /// <summary>Waits for the bodies of a call.</summary>
    /// <param name="id">The call's <see cref="BodyTransfer.Id"/>.</param>
    /// <param name="lengths">How long each must be.</param>
    /// <param name="cancellationToken">Gives them up.</param>
    /// <exception cref="BodiesLostException">They will not arrive.</exception>
    public async Task<ReceivedBodies> ReceiveAsync(long id, long[] lengths, CancellationToken cancellationToken)
    {
        var transfer = Claim(id, lengths);
        try
        {
            // Not through the token of the wait: what is complete has an owner, who gives it back.
            await using var giveUp = cancellationToken.UnsafeRegister(_ => transfer.Claim.TrySetCanceled(cancellationToken), null).ConfigureAwait(false);
            return await transfer.Claim.Task.ConfigureAwait(false);
        }
        catch
        {
            GiveUp(id, "nobody waits for it");
            throw;
        }
    }

    /// <summary>Gives a transfer up that is not wanted any more, or never will be. What comes of it yet is of no use.</summary>
    public void GiveUp(long id, string why)
    {
        lock (_gate)
        {
            if (Remove(id, why)) Unwanted?.Invoke(id);
        }
    }

    /// <summary>Gives a transfer up whose sender did.</summary>
    public void Forget(long id, string why)
    {
        lock (_gate) Remove(id, why);
    }

    /// <summary>Gives up what does not go on.</summary>
    public void DropIdle()
    {
        var now = timeProvider.GetTimestamp();
        lock (_gate)
        {
            foreach (var (id, transfer) in _transfers)
            {
                if (timeProvider.GetElapsedTime(transfer.TouchedAt, now) < IdleLimit) continue;
                Remove(id, $"nothing came for {IdleLimit.TotalSeconds:0} s");
                Unwanted?.Invoke(id);
            }

            _givenUp.DropOld(IdleLimit);
        }
    }

    /// <summary>Gives up everything, and takes nothing more.</summary>
    public void Close(string why)
    {
        lock (_gate)
        {
            _closed = why;
            foreach (var transfer in _transfers.Values) transfer.Fail(why);
            _transfers.Clear();
        }
    }

    private bool Remove(long id, string why)
    {
        _givenUp.Add(id);
        if (!_transfers.Remove(id, out var transfer)) return false;
        transfer.Fail(why);
        return true;
    }

    private IncomingTransfer Claim(long id, long[] lengths)
    {
        lock (_gate)
        {
            if (_closed is not null) throw new BodiesLostException(_closed);
            if (_givenUp.Contains(id)) throw new BodiesLostException("it was given up");
            if (!_transfers.TryGetValue(id, out var transfer)) _transfers.Add(id, transfer = new(buffers, budget));
            if (transfer.IsClaimed) throw new BodiesLostException("somebody else waits for it");
            transfer.TouchedAt = timeProvider.GetTimestamp();
            transfer.Expect(lengths);
            if (transfer.Failure is not null || transfer.TryComplete()) _transfers.Remove(id);
            return transfer;
        }
    }
}
