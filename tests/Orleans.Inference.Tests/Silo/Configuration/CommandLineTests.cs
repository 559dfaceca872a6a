using Orleans.Inference.Silo.Configuration;

namespace Orleans.Inference.Tests.Silo.Configuration;

public sealed class CommandLineTests
{
    [Fact]
    public void Options_and_settings_are_told_apart()
    {
        var parsed = CommandLine.Parse(
            ["--config", "my.json", "--instance", "2", "--urls", "http://*:80", "--Inference:MaxQueueLength", "5", "--Orleans:Name=a=b"]);

        Assert.Equal(("my.json", 2), (parsed.ConfigFile, parsed.Instance));
        Assert.Equal("http://*:80", parsed.Settings["Urls"]);
        Assert.Equal("5", parsed.Settings["inference:maxqueuelength"]);
        Assert.Equal("a=b", parsed.Settings["Orleans:Name"]);
    }

    [Theory]
    [InlineData("--dispatch-method", "lottery")]
    [InlineData("--dispatch-method=lottery")]
    public void The_dispatch_method_is_a_setting(params string[] arguments) =>
        Assert.Equal("lottery", CommandLine.Parse(arguments).Settings["Inference:DispatchPolicy"]);

    [Theory]
    [InlineData(new string[0], Role.Silo)]
    [InlineData(new[] { "--instance", "1" }, Role.Silo)]
    [InlineData(new[] { "silo", "--instance", "1" }, Role.Silo)]
    [InlineData(new[] { "gateway", "--instance", "1" }, Role.Gateway)]
    [InlineData(new[] { "status" }, Role.Status)]
    public void The_role_is_the_first_word(string[] arguments, object role) => Assert.Equal(role, CommandLine.Parse(arguments).Role);

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--HELP")]
    public void Help_is_asked_for(string argument) => Assert.True(CommandLine.Parse([argument]).Help);

    [Fact]
    public void Help_fits_a_screen() => Assert.InRange(Usage.Text.Split('\n').Length, 5, 24);

    [Fact]
    public void The_version_is_a_number() => Assert.Matches(@"^\d+\.\d+\.\d+", Usage.Version);

    [Theory]
    [InlineData(new[] { "--foo" }, "--foo", "--config")]
    [InlineData(new[] { "--cofnig", "x" }, "--cofnig", "Did you mean --config?")]
    [InlineData(new[] { "--instnace=1" }, "--instnace", "Did you mean --instance?")]
    [InlineData(new[] { "silo.json" }, "silo.json", "--help")]
    [InlineData(new[] { "gatway" }, "\"gatway\" is not a role", "Did you mean gateway?")]
    [InlineData(new[] { "--instance", "1", "gateway" }, "gateway", "first word")]
    [InlineData(new[] { "-i" }, "-i", "--help")]
    [InlineData(new[] { "--config" }, "--config", "needs a value")]
    [InlineData(new[] { "--Inference:MaxQueueLength" }, "--Inference:MaxQueueLength", "needs a value")]
    [InlineData(new[] { "--instance", "x" }, "\"x\"", "from 0 to 999")]
    [InlineData(new[] { "--instance", "-1" }, "\"-1\"", "from 0 to 999")]
    [InlineData(new[] { "--instance", "1000" }, "\"1000\"", "from 0 to 999")]
    public void What_is_wrong_is_named(string[] arguments, string named, string allowed)
    {
        var problem = Assert.Single(Assert.Throws<SettingsException>(() => CommandLine.Parse(arguments)).Problems);

        Assert.Contains(named, problem, StringComparison.Ordinal);
        Assert.Contains(allowed, problem, StringComparison.Ordinal);
    }
}
