namespace Orleans.Inference.Transport;

/// <summary>Bodies of one call that are arriving. Guarded by its inbox.</summary>
internal sealed class IncomingTransfer(IBodyBuffers buffers, ByteBudget budget)
{
    // So that many small ones are not free.
    private const int MinCharge = 64 * 1024;
    private readonly Dictionary<int, IncomingBody> _bodies = [];
    private long[]? _expected;
    private long _charged;
    private int _writing;
    private bool _isOver;

    /// <summary>What whoever waits for the bodies waits for.</summary>
    public TaskCompletionSource<ReceivedBodies> Claim { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsClaimed => _expected is not null;

    /// <summary>When something of it came last, or it was asked for, as a timestamp.</summary>
    public long TouchedAt { get; set; }

    /// <summary>Why it was given up, if it was.</summary>
    public string? Failure { get; private set; }

    /// <summary>Somebody waits for bodies of these lengths.</summary>
    public void Expect(long[] lengths) => _expected = lengths;

    /// <summary>Where a piece is to be written; empty where it is of no use. What begins must end.</summary>
    /// <exception cref="DataProtocolException">It is no piece.</exception>
    public Memory<byte> Begin(in DataFrame frame)
    {
        if (_isOver || Failure is not null) return default;
        if (!_bodies.TryGetValue(frame.Tensor, out var body))
        {
            if (!budget.TryTake(Math.Max(frame.Total, MinCharge)))
            {
                Fail($"tensors of {budget.Used} bytes are there or on their way, {frame.Total} more are over the limit of {budget.Limit}");
                return default;
            }

            _charged += Math.Max(frame.Total, MinCharge);
            _bodies.Add(frame.Tensor, body = new(buffers.Rent((int)frame.Total), (int)frame.Total));
        }

        var target = body.Begin(frame.Offset, frame.Length, frame.Total);
        _writing++;
        return target;
    }

    /// <summary>A piece was written, or will not be any more.</summary>
    /// <returns>Whether the transfer is over.</returns>
    public bool End(in DataFrame frame, bool isWritten)
    {
        _writing--;
        if (isWritten && Failure is null) _bodies[frame.Tensor].End(frame.Length);
        if (Failure is not null) ReleaseIfUnused();
        return TryComplete();
    }

    /// <summary>Gives the bodies to whoever waits for them, if all are there.</summary>
    public bool TryComplete()
    {
        if (_isOver) return true;
        if (Failure is not null || _expected is null) return false;
        foreach (var (tensor, body) in _bodies)
        {
            if (tensor < _expected.Length && _expected[tensor] == body.Length) continue;
            Fail($"the body of tensor {tensor} has {body.Length} bytes, which is not what its shape asks for");
            return false;
        }

        if (_bodies.Count < _expected.Length || _writing > 0 || !_bodies.Values.All(static body => body.IsComplete)) return false;
        _isOver = true;
        ReceivedBodies received = new([.. _bodies.OrderBy(body => body.Key).Select(body => body.Value)], buffers, budget, _charged);
        if (!Claim.TrySetResult(received)) received.Dispose();
        return true;
    }

    /// <summary>Gives it up. The buffers go back as soon as nothing is being written into them.</summary>
    public void Fail(string why)
    {
        if (_isOver || Failure is not null) return;
        Failure = why;
        Claim.TrySetException(new BodiesLostException(why));
        Claim.Task.Ignore();
        ReleaseIfUnused();
    }

    private void ReleaseIfUnused()
    {
        if (_writing > 0) return;
        foreach (var body in _bodies.Values) buffers.Return(body.Buffer);
        _bodies.Clear();
        budget.GiveBack(_charged);
        _charged = 0;
    }
}
