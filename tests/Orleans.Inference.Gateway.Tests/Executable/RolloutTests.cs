using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Orleans.Inference.Gateway.Tests.Executable;

/// <summary>What the README shows an operator, run as it stands there.</summary>
public sealed partial class RolloutTests : IDisposable
{
    private const string Url = "http://127.0.0.1:8000";
    private const string Start = "dotnet run ";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("inference-readme-");

    public RolloutTests() => Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "src"), Path.Combine(SiloProcess.Folder, "src"));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_version_is_rolled_out_to_a_few_requests_and_rolled_back()
    {
        var commands = Readme.Commands("### Roll out a version");
        await using var silo = await StartAsync(commands[0], "repo");

        var counts = await RunAsync(silo, commands[1]);
        var index = await RunAsync(silo, commands[2]);

        var answers = Answers().Matches(counts).ToDictionary(answer => answer.Groups["version"].Value, answer => int.Parse(answer.Groups["count"].Value, CultureInfo.InvariantCulture));
        Assert.Equal(200, answers.Values.Sum());
        Assert.InRange(answers.GetValueOrDefault("2"), 0, 30);
        Assert.Contains("""{"name":"digits","version":"1","state":"READY","reason":""}""", index, StringComparison.Ordinal);
        Assert.DoesNotContain("\"version\":\"2\",\"state\":\"READY\"", index, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifty_models_are_served_by_a_device_that_holds_five()
    {
        var commands = Readme.Commands("### More models than fit");
        await using var silo = await StartAsync(commands[0], "fifty");

        var output = (await RunAsync(silo, commands[1])).Split('\n');

        Assert.Equal("50", output[0].Trim());
        using var ready = JsonDocument.Parse(output[1]);
        Assert.Equal(["model46", "model47", "model48", "model49", "model50"], ready.RootElement.EnumerateArray().Select(model => model.GetProperty("name").GetString()!));
    }

    // The silo is started on free ports, and not compiled again.
    private async Task<SiloProcess> StartAsync(string commands, string repository)
    {
        var lines = commands.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await Readme.RunAsync(_folder.FullName, string.Join('\n', lines.Where(line => !line.StartsWith(Start, StringComparison.Ordinal))));
        var options = lines.Single(line => line.StartsWith(Start, StringComparison.Ordinal)).Split(" -- ")[1].Split(' ');
        return await SiloProcess.StartAsync(null, [.. options.Select(option => option == repository ? Path.Combine(_folder.FullName, repository) : option)]);
    }

    private Task<string> RunAsync(SiloProcess silo, string commands) =>
        Readme.RunAsync(_folder.FullName, commands.Replace(Url, silo.Http.BaseAddress!.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal));

    [GeneratedRegex("(?<count>[0-9]+) \"model_version\":\"(?<version>[0-9]+)\"")]
    private static partial Regex Answers();
}
