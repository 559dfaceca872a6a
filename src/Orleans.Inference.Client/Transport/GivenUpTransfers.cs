namespace Orleans.Inference.Transport;

/// <summary>Transfers that were given up lately, of which something may come yet. Guarded by their inbox.</summary>
internal sealed class GivenUpTransfers(TimeProvider timeProvider)
{
    private const int MaxCount = 10_000;
    private readonly HashSet<long> _ids = [];
    private readonly Queue<(long Id, long At)> _inOrder = new();

    public bool Contains(long id) => _ids.Contains(id);

    public void Add(long id)
    {
        if (!_ids.Add(id)) return;
        _inOrder.Enqueue((id, timeProvider.GetTimestamp()));
        if (_ids.Count > MaxCount) _ids.Remove(_inOrder.Dequeue().Id);
    }

    /// <summary>Forgets those of which nothing will come any more.</summary>
    public void DropOld(TimeSpan age)
    {
        var now = timeProvider.GetTimestamp();
        while (_inOrder.TryPeek(out var oldest) && timeProvider.GetElapsedTime(oldest.At, now) >= age) _ids.Remove(_inOrder.Dequeue().Id);
    }
}
