using BenchmarkDotNet.Attributes;
using Orleans.Inference.Models;
using Orleans.Inference.Scheduling;

namespace Orleans.Inference.MicroBenchmarks.Scheduling;

/// <summary>Takes a batch of 8 out of a queue of 100 and puts as many back.</summary>
public class BatchForming
{
    private const int Waiting = 100;
    private readonly ServedModel _model = Requests.Model(new EchoSession());
    private readonly List<ServedModel> _models;
    private readonly RunOrder _order = new(TimeSpan.FromSeconds(1), TimeProvider.System);
    private readonly Batcher _batcher = new(TimeSpan.FromMilliseconds(50), TimeProvider.System);
    private readonly Queue<object> _queue = new();
    private readonly PriorityQueue<object, (int Priority, long Number)> _priorityQueue = new();
    private long _number;

    public BatchForming()
    {
        _models = [_model];
        for (var i = 0; i < Waiting; i++)
        {
            var request = Requests.For(_model, floats: 64);
            request.ArrivedAt = TimeProvider.System.GetTimestamp();
            _model.Queue.Add(request);
            _queue.Enqueue(request);
            _priorityQueue.Enqueue(request, (0, _number++));
        }
    }

    [BenchmarkCategory("form a batch"), Benchmark(Baseline = true, Description = "Queue<T>")]
    public object PlainQueue()
    {
        List<object> batch = new(Requests.BatchSize);
        while (batch.Count < Requests.BatchSize) batch.Add(_queue.Dequeue());
        foreach (var request in batch) _queue.Enqueue(request);
        return batch;
    }

    [BenchmarkCategory("form a batch"), Benchmark(Description = "PriorityQueue<T>")]
    public object PlainPriorityQueue()
    {
        List<object> batch = new(Requests.BatchSize);
        while (batch.Count < Requests.BatchSize) batch.Add(_priorityQueue.Dequeue());
        foreach (var request in batch) _priorityQueue.Enqueue(request, (0, _number++));
        return batch;
    }

    [BenchmarkCategory("form a batch"), Benchmark(Description = "RequestQueue and Batcher")]
    public object Batcher()
    {
        var now = TimeProvider.System.GetTimestamp();
        var batch = _batcher.Take(_order.Next(_models, now)!, now);
        foreach (var request in batch)
        {
            request.ArrivedAt = now;
            _model.Queue.Add(request);
        }

        return batch;
    }
}
