using System.Globalization;
using System.Reflection;
using Orleans.Inference.Embedding.Tests.Application;

namespace Orleans.Inference.Embedding.Tests.Packages;

/// <summary>What a user of the packages does: restores them into a fresh project, pastes the README's programs and runs them.</summary>
public sealed class PackagesTests : IAsyncLifetime
{
    private static readonly string Configuration = typeof(PackagesTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("inference-packages-");
    private readonly string _version = $"0.1.0-test.{Guid.NewGuid():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await DotNet.RunAsync(Repository.Root, Cancel, "pack", "-c", Configuration, "--no-restore", "-o", Path.Combine(_folder.FullName, "feed"), $"-p:PackageVersion={_version}");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_readmes_silo_and_client_run_from_the_packages_in_a_fresh_project()
    {
        var programs = Repository.ReadmePrograms();
        var (siloPort, gatewayPort) = (ApplicationSilo.FreePort(), ApplicationSilo.FreePort());
        var silo = await BuildAsync("silo", WithPorts(programs[0]), "Orleans.Inference.OnnxRuntime", "Microsoft.ML.OnnxRuntime", "Microsoft.Orleans.Server");
        var client = await BuildAsync("client", WithPorts(programs[1]), "Orleans.Inference.Client", "Microsoft.Extensions.Hosting");
        CopyModels(Path.Combine(_folder.FullName, "silo", "models"));

        using var serving = DotNet.Start(Path.Combine(_folder.FullName, "silo"), silo);
        try
        {
            while (await serving.StandardOutput.ReadLineAsync(Cancel) is { } line && !line.Contains("digits", StringComparison.Ordinal)) { }
            var answer = await DotNet.RunAsync(Path.Combine(_folder.FullName, "client"), Cancel, client);
            Assert.Equal(["This is a 1.", "The dispatcher agrees: 1."], answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(2));
        }
        finally
        {
            serving.Kill(entireProcessTree: true);
        }

        string WithPorts(string program) => program
            .Replace("11111", siloPort.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("30000", gatewayPort.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    /// <summary>Makes a console project with the packages and the program, and builds it.</summary>
    /// <returns>The program's assembly.</returns>
    private async Task<string> BuildAsync(string name, string program, params string[] packages)
    {
        var project = _folder.CreateSubdirectory(name);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "nuget.config"), NuGetConfig(), Cancel);
        await File.WriteAllTextAsync(Path.Combine(project.FullName, "Program.cs"), program, Cancel);
        await File.WriteAllTextAsync(
            Path.Combine(project.FullName, $"{name}.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
            {string.Join('\n', packages.Select(package => $"    <PackageReference Include=\"{package}\" Version=\"{VersionOf(package)}\" />"))}
              </ItemGroup>
            </Project>
            """,
            Cancel);
        await DotNet.RunAsync(project.FullName, Cancel, "build", "-c", "Release", "-o", "out");
        return Path.Combine(project.FullName, "out", $"{name}.dll");
    }

    private string VersionOf(string package) => package.StartsWith("Orleans.Inference", StringComparison.Ordinal) ? _version : CentralVersions.Of(package);

    // The packages made here are unpacked beside the project, so that the user's own cache never sees them; everything else comes out of that cache.
    private string NuGetConfig() =>
        $"""
        <configuration>
          <config><add key="globalPackagesFolder" value="{Path.Combine(_folder.FullName, "cache")}" /></config>
          <packageSources><add key="built" value="{Path.Combine(_folder.FullName, "feed")}" /></packageSources>
          <fallbackPackageFolders><add key="user" value="{CentralVersions.Cache}" /></fallbackPackageFolders>
        </configuration>
        """;

    private static void CopyModels(string target)
    {
        foreach (var file in Directory.EnumerateFiles(ApplicationSilo.ModelFolder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(ApplicationSilo.ModelFolder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
