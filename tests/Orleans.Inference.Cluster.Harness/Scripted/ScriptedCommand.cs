namespace Orleans.Inference.Cluster.Harness.Scripted;

/// <summary>The input of the model <c>echo</c>.</summary>
/// <param name="Id">Who asks; the answer is computed of it.</param>
/// <param name="Time">How long the device takes.</param>
/// <param name="Action">What it does.</param>
internal readonly record struct ScriptedCommand(long Id, TimeSpan Time, ScriptedAction Action = ScriptedAction.Answer)
{
    public const string Model = "echo";
    public const string Input = "command";
    public const string Output = "answer";

    /// <summary>The elements of an input: the id, milliseconds, the action.</summary>
    public const int InputLength = 3;

    /// <summary>The elements of an answer: what was computed, the process that ran it, which of its executions it was.</summary>
    public const int OutputLength = 3;

    /// <summary>What the model answers to an id.</summary>
    public static long AnswerTo(long id) => (id * 31) + 7;

    /// <summary>Whether somebody asked for it: the made-up inputs of warm-up and trial runs name no action.</summary>
    public bool IsRequest => Action is ScriptedAction.Answer or ScriptedAction.Hang or ScriptedAction.EndProcess;

    public static ScriptedCommand Read(ReadOnlySpan<long> input) => new(input[0], TimeSpan.FromMilliseconds(input[1]), (ScriptedAction)input[2]);

    public long[] ToElements() => [Id, (long)Time.TotalMilliseconds, (long)Action];

    public InferenceRequest ToRequest(TimeSpan timeout, bool hedge = false, string? policy = null, string? key = null) => new()
    {
        Model = Model,
        Inputs = [new(Input, Tensor.Create(ToElements(), [1, InputLength]))],
        Timeout = timeout,
        Hedge = hedge,
        DispatchPolicy = policy,
        AffinityKey = key,
    };
}
