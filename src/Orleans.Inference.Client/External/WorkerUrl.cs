using System.Buffers;

namespace Orleans.Inference.External;

/// <summary>The base URL of an external worker, which is its name: only one spelling of each is taken.</summary>
internal static class WorkerUrl
{
    public const string Expected = "a URL as in http://10.0.0.5:21002: http or https, a host, and no user, query or fragment";

    private const int MaxLength = 512;
    private static readonly SearchValues<char> Refused = SearchValues.Create("?#@\\% \t\r\n\0");
    private static readonly SearchValues<char> PathCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/");

    /// <summary>Reads a URL.</summary>
    /// <param name="text">What was given.</param>
    /// <returns>The URL without a slash at the end; <see langword="null"/> when it is none that may be called.</returns>
    public static string? TryRead(string text)
    {
        if (text.Length is 0 or > MaxLength || text.AsSpan().ContainsAny(Refused)) return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) return null;
        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.Host.Length == 0 || uri.Port is < 1 or > ushort.MaxValue) return null;
        // "//" and ".." in a path say one thing to this process and another to the next.
        if (uri.AbsolutePath.Contains("//", StringComparison.Ordinal) || text.Contains("..", StringComparison.Ordinal)) return null;
        var path = uri.AbsolutePath.TrimEnd('/');
        return path.AsSpan().ContainsAnyExcept(PathCharacters) ? null : $"{uri.GetLeftPart(UriPartial.Authority)}{path}";
    }
}
