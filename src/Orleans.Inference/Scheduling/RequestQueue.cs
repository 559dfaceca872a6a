namespace Orleans.Inference.Scheduling;

/// <summary>The requests that wait for one model: by priority, then by arrival. Not thread-safe: the scheduler's lock guards it.</summary>
internal sealed class RequestQueue
{
    private readonly PendingRequest?[] _heads = new PendingRequest?[(int)InferencePriority.Bulk + 1];
    private readonly PendingRequest?[] _tails = new PendingRequest?[(int)InferencePriority.Bulk + 1];

    public int Count { get; private set; }

    /// <summary>The request that goes next, if any.</summary>
    public PendingRequest? Head
    {
        get
        {
            if (Count == 0) return null;
            foreach (var head in _heads)
            {
                if (head is not null) return head;
            }

            return null;
        }
    }

    /// <summary>The request that goes last, if any.</summary>
    public PendingRequest? Tail => LastOf(_tails.Length - 1);

    public void Add(PendingRequest request)
    {
        var level = (int)request.Priority;
        request.Previous = _tails[level];
        if (_tails[level] is { } tail) tail.Next = request;
        else _heads[level] = request;
        _tails[level] = request;
        request.IsQueued = true;
        Count++;
    }

    /// <summary>Takes a request out, wherever it stands; does nothing if it is not in the queue.</summary>
    public bool Remove(PendingRequest request)
    {
        if (!request.IsQueued) return false;
        var level = (int)request.Priority;
        if (request.Previous is { } previous) previous.Next = request.Next;
        else _heads[level] = request.Next;
        if (request.Next is { } next) next.Previous = request.Previous;
        else _tails[level] = request.Previous;
        (request.Previous, request.Next, request.IsQueued) = (null, null, false);
        Count--;
        return true;
    }

    /// <summary>The request that goes before <paramref name="request"/>.</summary>
    public PendingRequest? Before(PendingRequest request) => request.Previous ?? LastOf((int)request.Priority - 1);

    /// <summary>The request that goes after <paramref name="request"/>.</summary>
    public PendingRequest? After(PendingRequest request)
    {
        if (request.Next is not null) return request.Next;
        for (var level = (int)request.Priority + 1; level < _heads.Length; level++)
        {
            if (_heads[level] is { } head) return head;
        }

        return null;
    }

    // The last request of the lowest class up to a level that has any.
    private PendingRequest? LastOf(int level)
    {
        for (; level >= 0; level--)
        {
            if (_tails[level] is { } tail) return tail;
        }

        return null;
    }
}
