namespace Orleans.Inference;

/// <summary>Whether a worker takes requests.</summary>
public enum WorkerState
{
    /// <summary>It takes requests for the models that are ready on it.</summary>
    Serving,

    /// <summary>A run on its device does not end. Its requests were given back; it serves again when a trial run succeeds.</summary>
    Wedged,

    /// <summary>It is known to its silo's membership, but has given no sign of life for too long.</summary>
    Silent,

    /// <summary>An external worker whose address does not answer. It serves again when it does.</summary>
    Unreachable,
}
