using System.Buffers;

namespace Orleans.Inference.FastChat.Http;

/// <summary>Reads what a worker streams: pieces of JSON with a NUL behind each, wherever the network cut them. Nothing is read ahead of what is asked for.</summary>
internal sealed class ChunkReader(Stream stream, int maxBytes = ChunkReader.MaxBytes) : IDisposable
{
    /// <summary>The largest piece that is taken; each has the whole text so far in it.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private const int FirstBytes = 4096;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int _start;
    private int _end;
    private int _searched;

    /// <summary>The next piece, which is there until the next one is asked for; <see langword="null"/> at the end.</summary>
    /// <exception cref="WorkerCallException">The stream was cut, or the piece is too large.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = _buffer.AsSpan(_searched, _end - _searched).IndexOf((byte)0);
            if (found >= 0)
            {
                ReadOnlyMemory<byte> piece = _buffer.AsMemory(_start, _searched + found - _start);
                _start = _searched = _searched + found + 1;
                if (!IsBlank(piece.Span)) return piece;
                continue;
            }

            _searched = _end;
            MakeRoom();
            if (await FillAsync(cancellationToken).ConfigureAwait(false)) continue;
            return IsBlank(_buffer.AsSpan(_start, _end - _start)) ? null : throw new WorkerCallException(CallFailure.Lost, "its stream ended in the middle of a piece");
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            _end += read;
            return read > 0;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && WorkerConnections.FailureOf(exception) is { } failure)
        {
            throw failure;
        }
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length) return;
        var length = _end - _start;
        if (length >= maxBytes) throw WorkerCallException.Malformed($"a piece of its stream is larger than {maxBytes} bytes");
        var target = _start > 0 ? _buffer : ArrayPool<byte>.Shared.Rent(Math.Min(2 * length, maxBytes + 1));
        _buffer.AsSpan(_start, length).CopyTo(target);
        if (target != _buffer) ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _searched, _end, _start) = (target, _searched - _start, length, 0);
    }

    private static bool IsBlank(ReadOnlySpan<byte> bytes) => bytes.Trim(" \r\n\t\0"u8).IsEmpty;
}
