namespace Orleans.Inference;

/// <summary>How near a worker is to this process, the nearest first.</summary>
public enum Locality
{
    /// <summary>In this process: nothing is sent anywhere.</summary>
    OwnSilo,

    /// <summary>On the same machine.</summary>
    SameHost,

    /// <summary>In the same zone.</summary>
    SameZone,

    /// <summary>Anywhere, or nobody knows.</summary>
    Elsewhere,
}
