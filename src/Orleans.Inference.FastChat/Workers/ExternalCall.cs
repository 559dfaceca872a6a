namespace Orleans.Inference.FastChat.Workers;

/// <summary>A call that is on an external worker, within its caller's deadline. It ends when the caller leaves, and when the worker is given up.</summary>
internal sealed class ExternalCall : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationToken _caller;
    private readonly CancellationToken _givenUp;
    private readonly Action<bool> _end;
    private readonly TimeSpan _timeRemaining;

    /// <param name="model">The model asked for.</param>
    /// <param name="timeRemaining">How long the caller still waits.</param>
    /// <param name="end">Told at the end whether there was an answer.</param>
    /// <param name="givenUp">Cancelled when the worker is given up.</param>
    /// <param name="caller">Cancelled when the caller leaves.</param>
    public ExternalCall(string model, TimeSpan timeRemaining, Action<bool> end, CancellationToken givenUp, CancellationToken caller)
    {
        (Model, _timeRemaining, _givenUp, _end, _caller) = (model, timeRemaining, givenUp, end, caller);
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller, givenUp);
        _source.CancelAfter(timeRemaining > TimeSpan.Zero ? timeRemaining : TimeSpan.FromTicks(1));
    }

    public string Model { get; }

    public CancellationToken Token => _source.Token;

    /// <summary>Whether the worker did what was asked for.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>What it means that <see cref="Token"/> was cancelled.</summary>
    public Exception Cancelled(WorkerId worker) => _caller.IsCancellationRequested ? new OperationCanceledException(_caller)
        : _givenUp.IsCancellationRequested ? new NoWorkerException(Model, $"the worker {worker} does not answer any more") { WasRunning = true }
        : new DeadlineExceededException(Model, _timeRemaining);

    public void Dispose()
    {
        _source.Dispose();
        _end(IsAnswered);
    }
}
