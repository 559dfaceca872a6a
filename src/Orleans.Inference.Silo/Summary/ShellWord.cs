using System.Buffers;

namespace Orleans.Inference.Silo.Summary;

/// <summary>Quotes a word for the shell, where it needs it.</summary>
internal static class ShellWord
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-");

    public static string Of(string word)
    {
        // PowerShell takes a bare @ for an operator, and neither of the shells of Windows knows the quotes of the others.
        if (OperatingSystem.IsWindows()) return $"\"{word}\"";
        return word.AsSpan().ContainsAnyExcept(Plain) ? $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'" : word;
    }
}
