using System.Numerics;

namespace Orleans.Inference;

/// <summary>Versions are numbers of any length, written as the folder is named.</summary>
public static class ModelVersions
{
    /// <summary>Orders versions by their number.</summary>
    public static IComparer<string> Ascending { get; } = Comparer<string>.Create((left, right) => Number(left).CompareTo(Number(right)));

    /// <summary>Whether a folder's name is a version: digits alone.</summary>
    /// <param name="name">The folder's name.</param>
    public static bool IsVersion(ReadOnlySpan<char> name) => !name.IsEmpty && !name.ContainsAnyExceptInRange('0', '9');

    private static BigInteger Number(string version) =>
        BigInteger.TryParse(version, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : -1;
}
