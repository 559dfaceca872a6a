namespace Orleans.Inference;

/// <summary>Who goes first when requests wait for a device: a lower class waits while a higher one has work.</summary>
public enum InferencePriority : byte
{
    /// <summary>What the application itself needs to keep going, health checks among it.</summary>
    System = 0,

    /// <summary>Somebody is waiting in front of a screen.</summary>
    Interactive = 1,

    /// <summary>The class of a request that names none.</summary>
    Default = 2,

    /// <summary>Work that fills what the others leave.</summary>
    Bulk = 3,
}
