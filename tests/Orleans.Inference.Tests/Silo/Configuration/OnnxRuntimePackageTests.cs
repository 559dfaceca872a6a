using System.Diagnostics;
using System.Text.Json;

namespace Orleans.Inference.Tests.Silo.Configuration;

/// <summary>Which native ONNX Runtime the executable takes is a property of the build; nothing is restored here.</summary>
public sealed class OnnxRuntimePackageTests
{
    [Theory]
    [InlineData(null, "Microsoft.ML.OnnxRuntime")]
    [InlineData("Cpu", "Microsoft.ML.OnnxRuntime")]
    [InlineData("Gpu", "Microsoft.ML.OnnxRuntime.Gpu")]
    public async Task One_package_is_referenced(string? choice, string expected)
    {
        var (exitCode, output) = await MSBuildAsync(["-getItem:PackageReference", .. choice is null ? Array.Empty<string>() : [$"-p:OnnxRuntime={choice}"]]);

        Assert.Equal(0, exitCode);
        using var items = JsonDocument.Parse(output);
        var references = items.RootElement.GetProperty("Items").GetProperty("PackageReference").EnumerateArray();
        var packages = references.Select(reference => reference.GetProperty("Identity").GetString()!);
        Assert.Equal([expected], packages.Where(package => package.StartsWith("Microsoft.ML.OnnxRuntime", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Another_choice_is_refused()
    {
        var (exitCode, output) = await MSBuildAsync(["-t:CheckOnnxRuntime", "-p:OnnxRuntime=Cuda"]);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("OnnxRuntime is 'Cuda'; it must be Cpu or Gpu.", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> MSBuildAsync(IEnumerable<string> arguments)
    {
        var project = Path.Combine(Repository.Folder, "src", "Orleans.Inference.Silo", "Orleans.Inference.Silo.csproj");
        ProcessStartInfo start = new("dotnet", ["msbuild", "-nologo", project, .. arguments]) { RedirectStandardOutput = true };
        // What the runner of this test sets for its own build must not reach another one.
        string[] inherited = [.. start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))];
        foreach (var variable in inherited) start.Environment.Remove(variable);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
