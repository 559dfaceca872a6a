using System.Net.Sockets;

namespace Orleans.Inference.Transport;

/// <summary>
/// Writes to a data connection: a piece of each transfer in turn, so that a large one holds up no other. How much is under way at once is bounded, as the other
/// side holds what is not complete in memory; a transfer more begins when another one is done.
/// </summary>
internal sealed class FrameSender(Socket socket)
{
    private const long MaxUnderWay = 256 << 20;
    private readonly Lock _gate = new();
    private readonly Queue<OutgoingTransfer> _turns = new();
    private readonly Queue<OutgoingTransfer> _waiting = new();
    private readonly Queue<DataFrame> _notices = new();
    private readonly Dictionary<long, OutgoingTransfer> _transfers = [];
    private readonly byte[] _header = new byte[DataFrame.HeaderLength];
    private long _underWay;
    private bool _isSending;
    private Exception? _failure;
    private TaskCompletionSource? _idle;

    /// <summary>How many transfers are being sent, or wait for it.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _transfers.Count;
        }
    }

    /// <summary>Sends a transfer; done when its last byte was given to the system.</summary>
    public void Send(OutgoingTransfer transfer)
    {
        lock (_gate)
        {
            if (_failure is not null)
            {
                transfer.TrySetException(_failure);
                return;
            }

            _transfers[transfer.Id] = transfer;
            _waiting.Enqueue(transfer);
            Begin();
        }
    }

    /// <summary>Does not send the rest of a transfer, if there is one of that name.</summary>
    public void GiveUp(long transfer)
    {
        lock (_gate)
        {
            if (_transfers.TryGetValue(transfer, out var known)) known.GiveUp();
        }
    }

    /// <summary>Sends a frame without bytes, before everything that waits.</summary>
    public void Notify(DataFrame notice)
    {
        lock (_gate)
        {
            if (_failure is not null) return;
            _notices.Enqueue(notice);
            Begin();
        }
    }

    /// <summary>Done when everything was sent.</summary>
    public Task FlushAsync()
    {
        lock (_gate)
        {
            if (!_isSending || _failure is not null) return Task.CompletedTask;
            _idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    /// <summary>The connection is gone: what waits fails.</summary>
    public void Close(Exception failure)
    {
        List<OutgoingTransfer> failed;
        lock (_gate)
        {
            _failure ??= failure;
            failed = [.. _turns, .. _waiting];
            _turns.Clear();
            _waiting.Clear();
            _transfers.Clear();
            _notices.Clear();
        }

        foreach (var transfer in failed) Fail(transfer, failure);
    }

    // Not on the caller's thread: a lane would send instead of running.
    private void Begin()
    {
        if (_isSending) return;
        _isSending = true;
        ThreadPool.UnsafeQueueUserWorkItem(static sender => sender.SendAllAsync().Ignore(), this, preferLocal: true);
    }

    private async Task SendAllAsync()
    {
        OutgoingTransfer? turn = null;
        try
        {
            while (TakeNext(turn, out var frame, out turn))
            {
                var bytes = ReadOnlyMemory<byte>.Empty;
                if (turn is not null) (frame, bytes) = turn.Next();
                frame.Write(_header);
                await SendAsync(_header).ConfigureAwait(false);
                await SendAsync(bytes).ConfigureAwait(false);
                await Task.Yield(); // calls too want the thread
            }
        }
        catch (Exception exception)
        {
            if (turn is not null) Fail(turn, exception);
            Close(exception);
            socket.Dispose(); // whoever reads from it notices
            lock (_gate) _idle?.TrySetResult();
        }
    }

    /// <summary>What goes next, after the piece of a transfer: a notice, or the transfer whose turn it is.</summary>
    private bool TakeNext(OutgoingTransfer? before, out DataFrame notice, out OutgoingTransfer? turn)
    {
        (notice, turn) = (default, null);
        lock (_gate)
        {
            if (before is not null && !End(before)) _turns.Enqueue(before);
            if (_notices.TryDequeue(out notice)) return true;
            while (_waiting.TryPeek(out var next) && (_underWay == 0 || _underWay + next.Bytes <= MaxUnderWay))
            {
                _underWay += next.Bytes;
                _turns.Enqueue(_waiting.Dequeue());
            }

            while (_turns.TryDequeue(out turn))
            {
                if (!End(turn)) return true;
            }

            if (_notices.TryDequeue(out notice)) return true; // of transfers that were given up just now
            _isSending = false;
            _idle?.TrySetResult();
            _idle = null;
            return false;
        }
    }

    private bool End(OutgoingTransfer transfer)
    {
        if (!transfer.IsSent && !transfer.IsGivenUp) return false;
        _underWay -= transfer.Bytes;
        _transfers.Remove(transfer.Id);
        if (!transfer.IsSent) _notices.Enqueue(new(DataFrameKind.Cancel, 0, 0, transfer.Id, 0, 0));
        transfer.TrySetResult();
        return true;
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None).ConfigureAwait(false)..];
    }

    // Nobody may be waiting for it.
    private static void Fail(OutgoingTransfer transfer, Exception failure)
    {
        transfer.TrySetException(failure);
        transfer.Task.Ignore();
    }
}
