using System.Buffers.Binary;

namespace Orleans.Inference.Transport;

/// <summary>What a frame on a data connection is.</summary>
internal enum DataFrameKind : byte
{
    /// <summary>A piece of a body.</summary>
    Piece = 1,

    /// <summary>The sender gives a transfer up: what came of it is of no use.</summary>
    Cancel = 2,

    /// <summary>The sender is about to close the connection, as it should.</summary>
    Goodbye = 3,

    /// <summary>The receiver gives a transfer up: the rest of it need not be sent.</summary>
    Stop = 4,
}

/// <summary>The header of a frame; a piece's bytes follow it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Tensor">Which of the tensors that travel together.</param>
/// <param name="Length">How many bytes follow.</param>
/// <param name="Transfer">The tensors that travel together.</param>
/// <param name="Offset">Where in the tensor's body the bytes belong.</param>
/// <param name="Total">How long the body is.</param>
internal readonly record struct DataFrame(DataFrameKind Kind, int Tensor, int Length, long Transfer, long Offset, long Total)
{
    public const int HeaderLength = 32;

    public void Write(Span<byte> header)
    {
        header[..HeaderLength].Clear();
        header[0] = (byte)Kind;
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], (ushort)Tensor);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], Length);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], Transfer);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], Offset);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], Total);
    }

    /// <exception cref="DataProtocolException">It is no header of a frame.</exception>
    public static DataFrame Read(ReadOnlySpan<byte> header)
    {
        DataFrame frame = new(
            (DataFrameKind)header[0],
            BinaryPrimitives.ReadUInt16LittleEndian(header[2..]),
            BinaryPrimitives.ReadInt32LittleEndian(header[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[24..]));
        if (frame.Kind is < DataFrameKind.Piece or > DataFrameKind.Stop) throw new DataProtocolException($"There is no frame of the kind {header[0]}.");
        if (frame.Kind != DataFrameKind.Piece && frame.Length != 0) throw new DataProtocolException($"A frame of the kind {frame.Kind} has no bytes.");
        return frame;
    }
}

/// <summary>What came does not follow the protocol of data connections.</summary>
internal sealed class DataProtocolException(string message) : Exception(message);

/// <summary>The bodies of a call did not arrive. Nothing is wrong with the call itself.</summary>
internal sealed class BodiesLostException(string message) : Exception(message);
