namespace Orleans.Inference.Tests.Silo;

/// <summary>The source tree that the tests were built in.</summary>
internal static class Repository
{
    public static string Folder { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "Orleans.Inference.sln"))
        ? folder
        : Find(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The source tree is not above the tests."));
}
