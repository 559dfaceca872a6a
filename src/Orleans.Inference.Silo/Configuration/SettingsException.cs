namespace Orleans.Inference.Silo.Configuration;

/// <summary>The settings cannot be used. Each problem is one line for the operator: the key, its value and what is allowed.</summary>
internal sealed class SettingsException(params IReadOnlyList<string> problems) : Exception(string.Join('\n', problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
