using System.Collections;

namespace Orleans.Inference.Transport;

/// <summary>A body that arrives in pieces: each once, none beyond the end. Guarded by its inbox.</summary>
internal sealed class IncomingBody(byte[] buffer, int length)
{
    private readonly BitArray _begun = new((length + LargeBodies.PieceLength - 1) / LargeBodies.PieceLength);
    private int _received;

    public int Length => length;

    public byte[] Buffer => buffer;

    public bool IsComplete => _received == length;

    public ReadOnlyMemory<byte> Body => buffer.AsMemory(0, length);

    /// <summary>Where a piece is to be written.</summary>
    /// <exception cref="DataProtocolException">It is no piece of this body, or it came before.</exception>
    public Memory<byte> Begin(long offset, int pieceLength, long total)
    {
        if (total != length) throw new DataProtocolException($"A body of {length} bytes has {total} all at once.");
        if (offset < 0 || offset >= length || offset % LargeBodies.PieceLength != 0 || pieceLength != Math.Min(LargeBodies.PieceLength, length - offset))
        {
            throw new DataProtocolException($"{pieceLength} bytes at {offset} are no piece of {length} bytes.");
        }

        var piece = (int)(offset / LargeBodies.PieceLength);
        // A buffer may have been somebody else's: what counts as received must have been written.
        if (_begun[piece]) throw new DataProtocolException($"The piece at {offset} came twice.");
        _begun[piece] = true;
        return buffer.AsMemory((int)offset, pieceLength);
    }

    public void End(int pieceLength) => _received += pieceLength;
}
