namespace Orleans.Inference.Transport;

/// <summary>Bodies of one call on their way out, straight from the tensors' memory.</summary>
internal sealed class OutgoingTransfer(long id, ReadOnlyMemory<byte>[] bodies)
    : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private int _tensor;
    private int _offset;
    private volatile bool _isGivenUp;

    public long Id { get; } = id;

    public long Bytes { get; } = LargeBodies.SumOf(bodies);

    /// <summary>Whether the rest need not be sent.</summary>
    public bool IsGivenUp => _isGivenUp;

    public bool IsSent => _tensor == bodies.Length;

    public void GiveUp() => _isGivenUp = true;

    /// <summary>The next piece; to be called while there is one.</summary>
    public (DataFrame Frame, ReadOnlyMemory<byte> Bytes) Next()
    {
        var body = bodies[_tensor];
        var length = Math.Min(LargeBodies.PieceLength, body.Length - _offset);
        var piece = (new DataFrame(DataFrameKind.Piece, _tensor, length, Id, _offset, body.Length), body.Slice(_offset, length));
        _offset += length;
        if (_offset == body.Length) (_tensor, _offset) = (_tensor + 1, 0);
        return piece;
    }
}
