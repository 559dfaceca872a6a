using System.Collections.Concurrent;

namespace Orleans.Inference.Transport;

/// <summary>Sends the bodies of large outputs beside the answer, on the data connection that the request names; without one, very large ones are kept to be fetched.</summary>
internal sealed class ResponseBodies : IDisposable
{
    private readonly ConcurrentDictionary<long, KeptBodies> _kept = new();
    private readonly DataListener _listener;
    private readonly BodyMemory _memory;
    private readonly TimeProvider _timeProvider;
    private readonly IdleSweep _sweep;

    public ResponseBodies(DataListener listener, BodyMemory memory, TimeProvider timeProvider)
    {
        (_listener, _memory, _timeProvider) = (listener, memory, timeProvider);
        _sweep = new(DropIdle, timeProvider);
    }

    /// <summary>How many answers wait to be fetched.</summary>
    public int Kept => _kept.Count;

    /// <summary>Takes the bodies out of an answer where they are to travel beside it.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="transfer">How the caller takes them.</param>
    /// <param name="bodies">The bodies, for <see cref="Send"/>; <see langword="null"/> where they stay in the answer.</param>
    public InferenceResponse Detach(InferenceResponse response, BodyTransfer transfer, out ReadOnlyMemory<byte>[]? bodies)
    {
        bodies = null;
        if (transfer.Id == 0 || !LargeBodies.AnyLarge(response.Outputs)) return response;
        var connection = transfer.Connection == 0 ? null : _listener.Find(transfer.Connection);
        var (outputs, detached) = LargeBodies.Detach(response.Outputs);
        if (connection is null && LargeBodies.SumOf(detached) <= LargeBodies.MaxInCall) return response;
        bodies = detached;
        return response.With(outputs, connection is null ? transfer with { Connection = 0 } : transfer);
    }

    /// <summary>Sends the bodies of an answer that somebody waits for.</summary>
    public void Send(InferenceResponse response, ReadOnlyMemory<byte>[] bodies)
    {
        var transfer = response.Bodies;
        if (transfer.Connection == 0) Keep(transfer.Id, bodies);
        else _listener.Find(transfer.Connection)?.Send(transfer.Id, bodies); // a caller whose connection ended knows it
    }

    /// <summary>A piece of an answer that was kept.</summary>
    /// <exception cref="NoWorkerException">It is not there any more.</exception>
    public BodyPiece Fetch(long transfer, int tensor, long offset)
    {
        if (!_kept.TryGetValue(transfer, out var kept) || (uint)tensor >= (uint)kept.Bodies.Length || (ulong)offset >= (ulong)kept.Bodies[tensor].Length)
        {
            throw new NoWorkerException("", "the outputs were not fetched in time, or were given up");
        }

        var body = kept.Bodies[tensor];
        var bytes = body.Slice((int)offset, (int)Math.Min(LargeBodies.PieceLength, body.Length - offset));
        kept.TouchedAt = _timeProvider.GetTimestamp();
        if (kept.Fetched(bytes.Length)) Drop(transfer);
        return new(tensor, offset, body.Length, new(bytes));
    }

    public void Drop(long transfer)
    {
        if (_kept.TryRemove(transfer, out var kept)) _memory.Budget.GiveBack(kept.Length);
    }

    public void Dispose() => _sweep.Dispose();

    private void Keep(long transfer, ReadOnlyMemory<byte>[] bodies)
    {
        _sweep.Start();
        KeptBodies kept = new(bodies) { TouchedAt = _timeProvider.GetTimestamp() };
        if (!_memory.Budget.TryTake(kept.Length)) return; // the caller is told when it asks
        if (!_kept.TryAdd(transfer, kept)) _memory.Budget.GiveBack(kept.Length);
    }

    private void DropIdle()
    {
        var now = _timeProvider.GetTimestamp();
        foreach (var (transfer, kept) in _kept)
        {
            if (_timeProvider.GetElapsedTime(kept.TouchedAt, now) >= BodyInbox.IdleLimit) Drop(transfer);
        }
    }

    private sealed class KeptBodies(ReadOnlyMemory<byte>[] bodies)
    {
        private long _fetched;

        public ReadOnlyMemory<byte>[] Bodies => bodies;

        public long Length { get; } = LargeBodies.SumOf(bodies);

        public long TouchedAt { get; set; }

        /// <returns>Whether that was the last of it.</returns>
        public bool Fetched(int bytes) => Interlocked.Add(ref _fetched, bytes) >= Length;
    }
}
