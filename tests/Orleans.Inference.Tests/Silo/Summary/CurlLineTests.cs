using System.Collections.Immutable;
using Orleans.Inference.Silo.Summary;

namespace Orleans.Inference.Tests.Silo.Summary;

public sealed class CurlLineTests : IDisposable
{
    private const string Url = "http://127.0.0.1:8000";

    private readonly TemporaryFolder _folder = new();
    private readonly string _temporary;

    public CurlLineTests() => _temporary = _folder.Create("t");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_quick_start_reads()
    {
        var line = Infer("/home/me/repo", "/home/me/repo/src/Orleans.Inference.Silo/models/digits/request.json");

        Assert.Equal("curl -d @src/Orleans.Inference.Silo/models/digits/request.json http://127.0.0.1:8000/v2/models/digits/infer", line);
    }

    [Fact]
    public void The_shortest_path_is_taken()
    {
        Assert.Contains(" @/r.json ", Infer("/a/b/c", "/long/way/r.json", "/r.json"), StringComparison.Ordinal);
        Assert.Contains(" @../r.json ", Infer("/some/folder/a", "/some/folder/r.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_a_little_too_long_goes_without_the_scheme()
    {
        var line = Infer("/", $"/{new string('x', 62)}.json");

        Assert.InRange(line.Length, 100, CurlLine.MaxLength);
        Assert.EndsWith(" 127.0.0.1:8000/v2/models/digits/infer", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_too_far_away_is_copied()
    {
        var file = _folder.Write($"{new string('x', 100)}/request.json", "{}");

        var line = Infer("/", file);

        Assert.InRange(line.Length, 1, CurlLine.MaxLength);
        var copy = Path.Combine(_temporary, "orleans-inference-digits.json");
        Assert.Contains(Path.GetFileName(copy), line, StringComparison.Ordinal);
        Assert.Equal("{}", File.ReadAllText(copy));
        Assert.Equal(line, Infer("/", file));
    }

    [Fact]
    public void A_file_of_somebody_else_is_never_overwritten_nor_sent()
    {
        var file = _folder.Write($"{new string('x', 100)}/request.json", "{}");
        _folder.Write("t/orleans-inference-digits.json", "theirs");

        Assert.Contains("request.json", Infer("/", file), StringComparison.Ordinal);
        Assert.Equal("theirs", File.ReadAllText(Path.Combine(_temporary, "orleans-inference-digits.json")));
    }

    [Fact]
    public void A_path_is_quoted_for_the_shell()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows quotes every word.");
        Assert.StartsWith(@"curl -d '@it'\''s here/r.json' ", Infer("/home", "/home/it's here/r.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_example_the_metadata_of_the_first_model_is_asked_for()
    {
        CurlLine curl = new(Url, "/", _temporary);

        Assert.EndsWith("/v2/models/iris", curl.For(null, [Models.Named("iris")]).Trim('"'), StringComparison.Ordinal);
        Assert.EndsWith("/v2/health/ready", curl.For(null, []), StringComparison.Ordinal);
    }

    private string Infer(string workingDirectory, params ImmutableArray<string> files) =>
        new CurlLine(Url, workingDirectory, _temporary).For(new Example("digits", files, null), []);
}
