#pragma warning disable
namespace Orleans.Inference.Models.Repository;
internal static class FolderFingerprint { public static string Of(string f) => ""; }
internal static class ContentHash { public static Task<string> ComputeAsync(string f, CancellationToken c) => Task.FromResult(""); }
internal static class FolderSize { public static long Of(string? f) => 0; }
internal sealed class RepositoryChanges(string f, TimeSpan s, TimeProvider t) { public IEnumerable<string> Look() => []; }
