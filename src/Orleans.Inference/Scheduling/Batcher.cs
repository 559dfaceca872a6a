namespace Orleans.Inference.Scheduling;

/// <summary>Forms the next batch of a model's queue: the first request, and all that can run with it up to the model's limit.</summary>
internal static class Batcher
{
    /// <summary>Takes the next batch out of the queue. The queue must not be empty.</summary>
    public static List<PendingRequest> Take(RequestQueue queue)
    {
        var first = queue.Head!;
        var limit = first.Model.Metadata.MaxBatchSize;
        var batch = new List<PendingRequest>(Math.Min(limit, queue.Count));
        var rows = 0L;
        for (PendingRequest? request = first, next; request is not null && (batch.Count == 0 || rows < limit); request = next)
        {
            next = queue.After(request);
            if (batch.Count > 0 && (rows + request.Rows > limit || !request.IsCompatibleWith(first))) continue;
            queue.Remove(request);
            batch.Add(request);
            rows += request.Rows;
        }

        return batch;
    }
}
