using System.Collections.Immutable;
using Orleans.Inference.Models;
using Orleans.Inference.Transport;

namespace Orleans.Inference.Scheduling;

/// <summary>A request on a worker: it waits in a queue, then runs in a batch. Its answer is the task.</summary>
internal sealed class PendingRequest(InferenceRequest request, ServedModel model, Tensor[] inputs, int[] outputs, AttemptTerms terms)
    : TaskCompletionSource<InferenceResponse>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private CancellationTokenRegistration _cancellation;
    private CancellationToken _caller;
    private readonly BodyTransfer _bodies = terms.Bodies;

    public ServedModel Model { get; } = model;

    /// <summary>In the order of the model's inputs.</summary>
    public Tensor[] Inputs { get; } = inputs;

    /// <summary>The outputs wanted, as indexes into the model's.</summary>
    public int[] Outputs { get; } = outputs;

    public InferencePriority Priority { get; init; } = request.Priority;

    /// <summary>How much of the caller's deadline was left on arrival.</summary>
    public TimeSpan TimeRemaining { get; } = terms.TimeRemaining;

    /// <summary>Whether it may be given back while it waits, because it is served sooner elsewhere.</summary>
    public bool MayMove { get; } = terms.MayMove;

    /// <summary>Whether it is turned away if it cannot begin at once.</summary>
    public bool OnlyIfIdle { get; } = terms.OnlyIfIdle;

    /// <summary>How many rows of the batch dimension it has.</summary>
    public long Rows { get; } = model.Metadata.Inputs is [{ Shape: [{ IsVariable: true }, ..] }, ..] ? inputs[0].Shape[0] : 1;

    /// <summary>When it arrived, as a timestamp of the scheduler's clock.</summary>
    public long ArrivedAt { get; set; }

    /// <summary>Whether it is no caller's request, but shows whether the device works.</summary>
    public bool IsTrial { get; init; }

    /// <summary>Whether it is a step of a pipeline that is under way on the device: a device that stops finishes what it has.</summary>
    public bool IsStep { get; init; }

    /// <summary>To be called when it is about to run, if anybody wants to know. Quick: the scheduler is locked.</summary>
    public Action? Began { get; init; }

    /// <summary>What gives the memory of its inputs back; <see langword="null"/> where that is the garbage collector's.</summary>
    public IDisposable? InputBodies { get; init; }

    /// <summary>Sends its large outputs beside the answer; <see langword="null"/> where the answer stays in the process.</summary>
    public ResponseBodies? Responses { get; init; }

    /// <summary>Ends its run when nobody waits for the answer any more; none where the run is short or not its own.</summary>
    public CancellationToken EndsRun { get; private set; }

    /// <summary>The lane that runs it, if it runs without the lane's thread.</summary>
    public int Lane { get; set; }

    // The queue's links: a request can leave from the middle at once. Guarded by the scheduler.
    public PendingRequest? Previous { get; set; }

    public PendingRequest? Next { get; set; }

    public bool IsQueued { get; set; }

    /// <summary>Remembers whose request it is. Called before it enters.</summary>
    public void BelongTo(CancellationToken caller) => _caller = caller;

    /// <summary>Lets a cancellation take the request out of the queue. Called after it entered.</summary>
    public void CancelThrough(DeviceScheduler scheduler, CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled) return;
        _cancellation = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (request, scheduler) = ((PendingRequest, DeviceScheduler))state!;
                scheduler.Cancel(request, token);
            },
            (this, scheduler));
        if (Task.IsCompleted) _cancellation.Unregister(); // it was answered while it registered
    }

    public void Complete(ImmutableArray<NamedTensor> outputs, WorkerId worker, WorkerLoad load, TimeSpan queueTime, TimeSpan executionTime)
    {
        InferenceResponse response = new()
        {
            Model = Model.Metadata.Name,
            Version = Model.Metadata.Version,
            Outputs = outputs,
            Worker = worker,
            Load = load,
            QueueTime = queueTime,
            ExecutionTime = executionTime,
        };
        if (Responses is not null && LargeBodies.FindTooManyStrings(outputs) is { } bytes)
        {
            Fail(new ExecutionFailedException(response.Model, $"its outputs have strings of {bytes} bytes, their lengths included; at most {LargeBodies.MaxStringBytes} can be sent."));
            return;
        }

        ReadOnlyMemory<byte>[]? bodies = null;
        if (Responses is not null) response = Responses.Detach(response, _bodies, out bodies);
        if (TrySetResult(response) && bodies is not null) Responses!.Send(response, bodies);
        _cancellation.Unregister();
    }

    /// <summary>Nothing reads its inputs any more: it left the queue without running, or its run is over.</summary>
    public void ReleaseInputs() => InputBodies?.Dispose();

    /// <summary>It runs by itself and takes its time: its run ends when its caller gives up.</summary>
    public void LetCallerEndRun() => EndsRun = _caller;

    public void Fail(Exception exception)
    {
        if (exception is OperationCanceledException canceled) TrySetCanceled(canceled.CancellationToken);
        else TrySetException(exception);
        _cancellation.Unregister();
    }

    /// <summary>Whether both can run as one: same model, same outputs, and inputs that differ in rows alone, or in a length that may be padded.</summary>
    public bool IsCompatibleWith(PendingRequest other)
    {
        if (Model != other.Model || !Outputs.AsSpan().SequenceEqual(other.Outputs)) return false;
        var padding = Model.Padding;
        for (var i = 0; i < Inputs.Length; i++)
        {
            if (!HasAllRows(i) || !other.HasAllRows(i) || !IsAlike(Inputs[i].Shape, other.Inputs[i].Shape, padding?.AxisOfInput(i) ?? -1)) return false;
        }

        return true;
    }

    private static bool IsAlike(ReadOnlySpan<long> shape, ReadOnlySpan<long> other, int paddedAxis)
    {
        if (paddedAxis < 0) return shape[1..].SequenceEqual(other[1..]);
        return shape[1..paddedAxis].SequenceEqual(other[1..paddedAxis])
            && shape[(paddedAxis + 1)..].SequenceEqual(other[(paddedAxis + 1)..])
            && SequencePadding.AreNear(shape[paddedAxis], other[paddedAxis]);
    }

    // An input of fewer rows is spread over the others' by the model, which works alone; in a batch somebody else's rows would stand in their place.
    private bool HasAllRows(int input) => Inputs[input].Shape is [var rows, ..] && rows == Rows;
}
