namespace Orleans.Inference.Pipelines;

/// <summary>The memory of a request's inputs, which several steps may read: it is given back when the last of them is done with it.</summary>
internal sealed class SharedBodies(IDisposable bodies)
{
    private int _readers;

    /// <summary>Somebody reads it from now on, until that is disposed.</summary>
    public IDisposable Share()
    {
        Interlocked.Increment(ref _readers);
        return new Reader(this);
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _readers) == 0) bodies.Dispose();
    }

    private sealed class Reader(SharedBodies shared) : IDisposable
    {
        private SharedBodies? _shared = shared;

        public void Dispose() => Interlocked.Exchange(ref _shared, null)?.Leave();
    }
}
