namespace Orleans.Inference.Text;

/// <summary>What the router is to know of a call with text.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version asked for.</param>
/// <param name="Needs">What the model must be able to do.</param>
/// <param name="Timeout">How long the caller waits; <see langword="null"/> for the default.</param>
/// <param name="DispatchPolicy">The policy asked for.</param>
/// <param name="AffinityKey">Names what belongs together.</param>
internal readonly record struct TextCall(string Model, string? Version, TextCapabilities Needs, TimeSpan? Timeout = null, string? DispatchPolicy = null, string? AffinityKey = null)
{
    /// <summary>Whether it is a call that metrics count; questions about a model are not.</summary>
    public bool IsCounted => Needs != TextCapabilities.None;
}
