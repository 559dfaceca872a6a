namespace Orleans.Inference.Scheduling;

/// <summary>How long the parts of a run took.</summary>
/// <param name="Input">Gathering the inputs of several requests into one.</param>
/// <param name="Infer">The run itself.</param>
/// <param name="Output">Cutting the outputs back into those of the requests.</param>
internal readonly record struct RunPhases(TimeSpan Input, TimeSpan Infer, TimeSpan Output);

/// <summary>What a run was for the requests in it.</summary>
/// <param name="phases">How long the parts of it took.</param>
/// <param name="executionTime">How long all of it took.</param>
internal struct RunTally(RunPhases phases, TimeSpan executionTime)
{
    public readonly RunPhases Phases => phases;

    public readonly TimeSpan ExecutionTime => executionTime;

    /// <summary>Whether one run answered all of them; else each had a run of its own.</summary>
    public bool IsTogether { get; private set; }

    /// <summary>How many were answered.</summary>
    public int Answered { get; private set; }

    /// <summary>How many rows they had together.</summary>
    public long Rows { get; private set; }

    /// <summary>How long they had waited together.</summary>
    public TimeSpan Waited { get; private set; }

    public int Failed { get; private set; }

    /// <summary>How long those that failed had waited together.</summary>
    public TimeSpan FailedWaited { get; private set; }

    /// <summary>Counts a request. One whose caller gave up is neither answered nor failed.</summary>
    public void Add(PendingRequest request, BatchRun.Answer answer, TimeSpan waited)
    {
        IsTogether |= answer.WasTogether;
        if (answer.Failure is null)
        {
            Answered++;
            Rows += request.Rows;
            Waited += waited;
        }
        else if (answer.Failure is not OperationCanceledException)
        {
            Failed++;
            FailedWaited += waited;
        }
    }
}
