namespace Orleans.Inference.Silo.Summary;

/// <summary>Emphasis for a terminal; plain text anywhere else.</summary>
internal sealed class Ink(bool isTerminal)
{
    /// <summary>Whether the output is a terminal and its owner did not ask for plain text.</summary>
    public static bool IsWanted => !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public string Bold(string text) => Wrap(text, "1");

    public string Red(string text) => Wrap(text, "31");

    private string Wrap(string text, string code) => isTerminal ? $"\e[{code}m{text}\e[0m" : text;
}
