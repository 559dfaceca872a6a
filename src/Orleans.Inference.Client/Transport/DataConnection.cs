using System.Net.Sockets;

namespace Orleans.Inference.Transport;

/// <summary>A data connection after its greeting: bodies go both ways on it, those of many calls at once. It has the same two ends in a router and in a silo.</summary>
internal sealed class DataConnection(Socket socket, long id, BodyInbox inbox) : IDisposable
{
    private const int ScratchLength = 64 * 1024;
    private readonly FrameSender _sender = new(socket);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isClosed;

    /// <summary>Its number, which both ends know.</summary>
    public long Id => id;

    public BodyInbox Inbox => inbox;

    /// <summary>How many transfers are being sent, or wait for it.</summary>
    public int Sending => _sender.Count;

    /// <summary>Whether bodies may be sent.</summary>
    public bool IsOpen => !_isClosed && !SaidGoodbye;

    /// <summary>Whether the other end said that it would close.</summary>
    public bool SaidGoodbye { get; private set; }

    /// <summary>Sends bodies; the transfer is done when they have left.</summary>
    public OutgoingTransfer Send(long transfer, ReadOnlyMemory<byte>[] bodies)
    {
        OutgoingTransfer outgoing = new(transfer, bodies);
        _sender.Send(outgoing);
        return outgoing;
    }

    /// <summary>Receives until the connection ends.</summary>
    /// <returns>What ended it.</returns>
    public async Task<Exception> RunAsync()
    {
        Exception end;
        inbox.Unwanted = transfer => _sender.Notify(new(DataFrameKind.Stop, 0, 0, transfer, 0, 0));
        try
        {
            end = await ReceiveAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            end = exception;
        }

        _isClosed = true;
        socket.Dispose();
        inbox.Close("its data connection ended");
        _sender.Close(new BodiesLostException("the data connection ended"));
        _ended.TrySetResult();
        return end;
    }

    /// <summary>Sends what there is to send, says goodbye and closes.</summary>
    public async Task CloseAsync(TimeSpan patience, TimeProvider timeProvider)
    {
        await _sender.FlushAsync().WaitAsync(patience, timeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _sender.Notify(new(DataFrameKind.Goodbye, 0, 0, 0, 0, 0));
        await _sender.FlushAsync().WaitAsync(patience, timeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (TryEndSending()) await _ended.Task.WaitAsync(patience, timeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Dispose();
    }

    // A socket that is disposed of while it is read from throws away what was sent and has not arrived. The other end closes when it has all.
    private bool TryEndSending()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        socket.Dispose();
    }

    private async Task<Exception> ReceiveAsync()
    {
        var header = new byte[DataFrame.HeaderLength];
        byte[]? scratch = null;
        while (true)
        {
            await DataGreeting.FillAsync(socket, header, CancellationToken.None).ConfigureAwait(false);
            var frame = DataFrame.Read(header);
            switch (frame.Kind)
            {
                case DataFrameKind.Goodbye:
                    SaidGoodbye = true;
                    break;
                case DataFrameKind.Cancel:
                    inbox.Forget(frame.Transfer, "its sender gave it up");
                    break;
                case DataFrameKind.Stop:
                    _sender.GiveUp(frame.Transfer);
                    break;
                default:
                    var target = inbox.Begin(frame, out var transfer);
                    if (transfer is null) await SkipAsync(frame.Length, scratch ??= new byte[ScratchLength]).ConfigureAwait(false);
                    else await ReceiveAsync(frame, transfer, target).ConfigureAwait(false);
                    await Task.Yield(); // calls too want the thread
                    break;
            }
        }
    }

    private async ValueTask ReceiveAsync(DataFrame frame, IncomingTransfer transfer, Memory<byte> target)
    {
        var isWritten = false;
        try
        {
            await DataGreeting.FillAsync(socket, target, CancellationToken.None).ConfigureAwait(false);
            isWritten = true;
        }
        finally
        {
            inbox.End(frame, transfer, isWritten);
        }
    }

    private async ValueTask SkipAsync(int length, byte[] scratch)
    {
        for (; length > 0; length -= Math.Min(length, scratch.Length))
        {
            await DataGreeting.FillAsync(socket, scratch.AsMemory(0, Math.Min(length, scratch.Length)), CancellationToken.None).ConfigureAwait(false);
        }
    }
}
