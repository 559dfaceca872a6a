using System.Threading.Channels;
using Orleans.Inference.Routing;
using Orleans.Inference.Tests.Routing;

namespace Orleans.Inference.Tests.Failover;

/// <summary>A worker whose answers and pings the test gives.</summary>
internal sealed class FakeWorker(int number, ChannelWriter<FakeWorker.Attempted> attempts)
{
    private int _attempted;

    public WorkerId Id { get; } = Routes.Worker(number);

    /// <summary>What becomes of a ping; answered at once if nothing else is said.</summary>
    public Func<CancellationToken, Task> Ping { get; set; } = static _ => Task.CompletedTask;

    /// <summary>What becomes of an attempt; waits for the test if nothing else is said.</summary>
    public Func<Task<InferenceResponse>>? Infer { get; set; }

    /// <summary>Whether the turn is another request's.</summary>
    public bool IsBusy { get; set; }

    public int Attempts => Volatile.Read(ref _attempted);

    public WorkerConnection Connection => new(InferAsync, new(
        (request, timeRemaining, _, cancellationToken) => InferAsync(request, new(timeRemaining), cancellationToken),
        async (_, cancellationToken) =>
        {
            await Ping(cancellationToken);
            return !IsBusy;
        },
        cancellationToken => Ping(cancellationToken),
        GrainId.Create("test.worker", $"{number}")));

    /// <summary>It hangs: neither pings nor requests are answered.</summary>
    public void Hang() => Ping = static cancellationToken => Task.Delay(Timeout.Infinite, cancellationToken);

    public InferenceResponse Response => new() { Model = "m", Version = "1", Outputs = [], Worker = Id };

    private Task<InferenceResponse> InferAsync(InferenceRequest request, AttemptTerms terms, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _attempted);
        if (Infer is { } infer) return infer();
        var attempted = new Attempted(this, terms, cancellationToken);
        attempts.TryWrite(attempted);
        return attempted.Answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>A request at the worker.</summary>
    internal sealed record Attempted(FakeWorker Worker, AttemptTerms Terms, CancellationToken Token)
    {
        public TaskCompletionSource<InferenceResponse> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Succeed() => Answer.TrySetResult(Worker.Response);
    }
}
