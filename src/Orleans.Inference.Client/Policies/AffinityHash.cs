namespace Orleans.Inference.Policies;

/// <summary>A hash of text that is the same in every process, so that all routers agree: 32-bit FNV-1a over UTF-16.</summary>
internal static class AffinityHash
{
    public static uint Of(ReadOnlySpan<char> text)
    {
        var hash = 2166136261u;
        foreach (var character in text) hash = (hash ^ character) * 16777619u;
        return hash;
    }
}
