using System.Text.RegularExpressions;

namespace Orleans.Inference.Embedding.Tests.Packages;

/// <summary>This project's own source tree, which the tests were built from.</summary>
internal static partial class Repository
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The C# programs in the README, in order.</summary>
    public static string[] ReadmePrograms() =>
        [.. CSharpBlock().Matches(File.ReadAllText(Path.Combine(Root, "README.md"))).Select(block => block.Groups[1].Value)];

    private static string FindRoot(string folder) => File.Exists(Path.Combine(folder, "Orleans.Inference.sln"))
        ? folder
        : FindRoot(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The source tree is not above the tests."));

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
