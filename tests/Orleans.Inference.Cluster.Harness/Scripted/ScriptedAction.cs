namespace Orleans.Inference.Cluster.Harness.Scripted;

/// <summary>What a run of the model <c>echo</c> does. The numbers are far from those of made-up inputs.</summary>
internal enum ScriptedAction : long
{
    /// <summary>Answers after its time.</summary>
    Answer = 100,

    /// <summary>Wedges the whole device for its time: no run on it ends before.</summary>
    Hang = 101,

    /// <summary>Ends its process as <c>kill -9</c> does.</summary>
    EndProcess = 102,
}
