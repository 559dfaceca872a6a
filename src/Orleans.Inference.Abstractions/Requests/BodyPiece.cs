namespace Orleans.Inference;

/// <summary>A part of a tensor's elements that travels in a call of its own.</summary>
/// <param name="Tensor">Which of the tensors that travel together, from 0.</param>
/// <param name="Offset">Where it begins, in bytes.</param>
/// <param name="Total">How many bytes all elements of the tensor take.</param>
/// <param name="Bytes">The bytes.</param>
[GenerateSerializer, Immutable, Alias("inference.BodyPiece")]
internal readonly record struct BodyPiece(int Tensor, long Offset, long Total, PieceBytes Bytes);

/// <summary>The bytes of a piece. Read from the wire they are in a pooled buffer, which whoever takes them gives back.</summary>
[Immutable]
internal sealed class PieceBytes(ReadOnlyMemory<byte> memory, byte[]? rented = null)
{
    public ReadOnlyMemory<byte> Memory { get; } = memory;

    /// <summary>The buffer to give back, if it is one.</summary>
    public byte[]? Rented { get; } = rented;
}
