namespace Orleans.Inference.Scheduling;

/// <summary>The requests that wait for one model: by priority, then by arrival. Not thread-safe: the scheduler's lock guards it.</summary>
internal sealed class RequestQueue
{
    private readonly Level[] _levels = new Level[Priorities.Count];

    public int Count { get; private set; }

    /// <summary>Rows of all that waits.</summary>
    public long Rows { get; private set; }

    /// <summary>The request that goes next, if any.</summary>
    public PendingRequest? Head
    {
        get
        {
            if (Count == 0) return null;
            foreach (ref var level in _levels.AsSpan())
            {
                if (level.Head is { } head) return head;
            }

            return null;
        }
    }

    /// <summary>The request that goes last, if any.</summary>
    public PendingRequest? Tail => LastOf(_levels.Length - 1);

    /// <summary>The request that came first, if any.</summary>
    public PendingRequest? Oldest
    {
        get
        {
            PendingRequest? oldest = null;
            foreach (ref var level in _levels.AsSpan())
            {
                if (level.Head is { } head && (oldest is null || head.ArrivedAt < oldest.ArrivedAt)) oldest = head;
            }

            return oldest;
        }
    }

    /// <summary>The request of a class that goes next, if any.</summary>
    public PendingRequest? HeadOf(InferencePriority priority) => _levels[(int)priority].Head;

    /// <summary>Rows that go before a request of a class that comes now.</summary>
    public long RowsBefore(InferencePriority priority)
    {
        var rows = 0L;
        for (var level = 0; level <= (int)priority; level++) rows += _levels[level].Rows;
        return rows;
    }

    public void Add(PendingRequest request)
    {
        ref var level = ref _levels[(int)request.Priority];
        request.Previous = level.Tail;
        if (level.Tail is { } tail) tail.Next = request;
        else level.Head = request;
        level.Tail = request;
        request.IsQueued = true;
        Count++;
        level.Rows += request.Rows;
        Rows += request.Rows;
    }

    /// <summary>Takes a request out, wherever it stands; does nothing if it is not in the queue.</summary>
    public bool Remove(PendingRequest request)
    {
        if (!request.IsQueued) return false;
        ref var level = ref _levels[(int)request.Priority];
        if (request.Previous is { } previous) previous.Next = request.Next;
        else level.Head = request.Next;
        if (request.Next is { } next) next.Previous = request.Previous;
        else level.Tail = request.Previous;
        (request.Previous, request.Next, request.IsQueued) = (null, null, false);
        Count--;
        level.Rows -= request.Rows;
        Rows -= request.Rows;
        return true;
    }

    /// <summary>The request that goes before <paramref name="request"/>.</summary>
    public PendingRequest? Before(PendingRequest request) => request.Previous ?? LastOf((int)request.Priority - 1);

    /// <summary>The request that goes after <paramref name="request"/>.</summary>
    public PendingRequest? After(PendingRequest request)
    {
        if (request.Next is not null) return request.Next;
        for (var level = (int)request.Priority + 1; level < _levels.Length; level++)
        {
            if (_levels[level].Head is { } head) return head;
        }

        return null;
    }

    // The last request of the lowest class up to a level that has any.
    private PendingRequest? LastOf(int level)
    {
        for (; level >= 0; level--)
        {
            if (_levels[level].Tail is { } tail) return tail;
        }

        return null;
    }

    private struct Level
    {
        public PendingRequest? Head;
        public PendingRequest? Tail;
        public long Rows;
    }
}
