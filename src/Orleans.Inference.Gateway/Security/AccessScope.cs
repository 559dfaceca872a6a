namespace Orleans.Inference.Gateway;

/// <summary>What the holder of an API key may do.</summary>
[Flags]
public enum AccessScope
{
    /// <summary>Nothing that needs a key.</summary>
    None = 0,

    /// <summary>Call models, and see what they take and give.</summary>
    Infer = 1,

    /// <summary>Load and unload models, set aliases, register external workers, see the cluster, its dashboard and its metrics.</summary>
    Manage = 2,
}
