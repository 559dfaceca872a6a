namespace Orleans.Inference.Tests.Silo.Configuration;

public sealed class SiloFileTests : IDisposable
{
    private readonly Launch _launch = new();

    public void Dispose() => _launch.Dispose();

    [Fact]
    public void The_file_named_comes_first_then_the_working_directorys_then_the_programs()
    {
        Assert.Null(_launch.Load().File);
        var beside = _launch.Write("program/silo.json");
        Assert.Equal(beside, _launch.Load().File);
        var here = _launch.Write("work/silo.json");
        Assert.Equal(here, _launch.Load().File);
        var named = _launch.Write("work/other/my.json");
        Assert.Equal(named, _launch.Load("--config", "other/my.json").File);
        Assert.Equal(named, _launch.Load("--config", named).File);
    }

    [Fact]
    public void A_file_named_that_is_not_there_stops_the_start()
    {
        _launch.Write("work/silo.json");

        var problem = _launch.Refuse("--config", "my.json");

        Assert.Contains("\"my.json\"", problem, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_launch.WorkingDirectory, "my.json"), problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_no_file() => Assert.Contains("--config", _launch.Refuse("--config", "."), StringComparison.Ordinal);

    [Theory]
    [InlineData("{\n  \"Inference\": {\n    \"MaxQueueLength\" 12\n  }\n}", "line 3")]
    [InlineData("{\n  \"Inference\": {", "line 2")]
    [InlineData("", "line 1")]
    [InlineData("[1]", "must be an object")]
    [InlineData("{ \"Inference\": { \"Devices\": \"cpu\", \"devices\": \"none\" } }", "duplicate key 'Inference:devices'")]
    public void A_file_that_is_no_settings_is_named_with_the_line(string text, string expected)
    {
        _launch.Write("work/silo.json", text);

        var problem = _launch.Refuse();

        Assert.StartsWith("silo.json", problem, StringComparison.Ordinal);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Comments_and_trailing_commas_are_allowed()
    {
        _launch.Write("work/silo.json", "// settings\n{ /* few */ \"Inference\": { \"MaxQueueLength\": 7, }, }");

        Assert.Equal("7", _launch.Load().Configuration["Inference:MaxQueueLength"]);
    }
}
