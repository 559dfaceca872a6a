namespace Orleans.Inference.Silo.Configuration;

/// <summary>What the program is started for: the first word of the command line.</summary>
internal enum Role
{
    /// <summary>Serves models on this machine's devices.</summary>
    Silo,

    /// <summary>Has no device; takes HTTP requests and routes them to the silos.</summary>
    Gateway,

    /// <summary>Prints what a running silo knows of the cluster.</summary>
    Status,

    /// <summary>Makes an API key, and prints it and what to write into the settings.</summary>
    Key,
}
