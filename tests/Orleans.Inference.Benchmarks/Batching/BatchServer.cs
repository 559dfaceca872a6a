using Orleans.Inference.Benchmarks.Models;

namespace Orleans.Inference.Benchmarks.Batching;

/// <summary>Batching by hand: a thread for each lane takes what waits, up to a fixed number, and runs it.</summary>
internal sealed class BatchServer : IDisposable
{
    private readonly RepositoryModel _model;
    private readonly int _batchSize;
    private readonly Queue<Waiting> _queue = [];
    private readonly Thread[] _lanes;
    private bool _stopping;

    public BatchServer(RepositoryModel model, int batchSize, int lanes)
    {
        (_model, _batchSize) = (model, batchSize);
        _lanes = [.. Enumerable.Range(0, lanes).Select(lane => new Thread(RunLane) { IsBackground = true, Name = $"lane {lane} by hand" })];
        foreach (var lane in _lanes) lane.Start();
    }

    public Task<Tensor[]> InferAsync(Tensor[] inputs)
    {
        var waiting = new Waiting(inputs);
        lock (_queue)
        {
            _queue.Enqueue(waiting);
            Monitor.Pulse(_queue);
        }

        return waiting.Task;
    }

    public void Dispose()
    {
        lock (_queue)
        {
            _stopping = true;
            Monitor.PulseAll(_queue);
        }

        foreach (var lane in _lanes) lane.Join();
    }

    private void RunLane()
    {
        List<Waiting> batch = [];
        while (Take(batch))
        {
            try
            {
                var answers = _model.Run([.. batch.Select(request => request.Inputs)]);
                for (var i = 0; i < answers.Length; i++) batch[i].SetResult(answers[i]);
            }
            catch (Exception exception)
            {
                foreach (var request in batch) request.TrySetException(exception);
            }
        }
    }

    private bool Take(List<Waiting> batch)
    {
        batch.Clear();
        lock (_queue)
        {
            while (_queue.Count == 0 && !_stopping) Monitor.Wait(_queue);
            while (batch.Count < _batchSize && _queue.TryDequeue(out var next)) batch.Add(next);
        }

        return batch.Count > 0;
    }

    private sealed class Waiting(Tensor[] inputs) : TaskCompletionSource<Tensor[]>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public Tensor[] Inputs => inputs;
    }
}
