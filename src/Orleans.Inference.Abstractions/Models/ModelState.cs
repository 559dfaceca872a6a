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
}
