namespace Orleans.Inference;

/// <summary>Where a model is on its way into service on a worker.</summary>
public enum ModelState : byte
{
    /// <summary>It is being loaded or warmed.</summary>
    Loading = 0,

    /// <summary>It is warm and takes requests.</summary>
    Ready = 1,

    /// <summary>It could not be loaded; the reason says why.</summary>
    Failed = 2,

    /// <summary>It is no longer in the route table, and answers what is still under way.</summary>
    Unloading = 3,

    /// <summary>It is in the repository and not loaded: a call, or its first request, loads it.</summary>
    Unloaded = 4,
}
