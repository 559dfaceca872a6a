namespace Orleans.Inference.Silo.Configuration;

/// <summary>The metrics of this process.</summary>
internal sealed class MetricsSettings
{
    /// <summary>Whether they are collected and served to Prometheus, which is asked for no password.</summary>
    public bool Enabled { get; set; } = true;
}
