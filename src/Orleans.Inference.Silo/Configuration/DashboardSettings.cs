using Orleans.Dashboard;

namespace Orleans.Inference.Silo.Configuration;

/// <summary>The Orleans dashboard of this silo.</summary>
internal sealed class DashboardSettings
{
    /// <summary>Whether its pages are served; they ask nobody for a password.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Whether the log is kept from the pages.</summary>
    public bool HideTrace { get; set; } = true;

    public int CounterUpdateIntervalMs { get; set; } = 1000;

    public int HistoryLength { get; set; } = 100;

    public void CopyTo(DashboardOptions options)
    {
        options.HideTrace = HideTrace;
        options.CounterUpdateIntervalMs = CounterUpdateIntervalMs;
        options.HistoryLength = HistoryLength;
    }
}
