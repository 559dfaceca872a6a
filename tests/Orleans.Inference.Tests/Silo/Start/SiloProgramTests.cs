using Orleans.Inference.Silo.Start;

namespace Orleans.Inference.Tests.Silo.Start;

public sealed class SiloProgramTests
{
    [Theory]
    [InlineData("--help", "usage: ")]
    [InlineData("--version", "0.")]
    public async Task What_is_asked_for_is_printed(string argument, string expected)
    {
        StringWriter output = new(), errors = new();

        Assert.Equal(0, await SiloProgram.RunAsync([argument], output, errors));

        Assert.Contains(expected, output.ToString(), StringComparison.Ordinal);
        Assert.Empty(errors.ToString());
    }

    [Theory]
    [InlineData("--Inference:MaxQueueLength", "abc")]
    [InlineData("--Inference:MaxQueueLength", "0")]
    [InlineData("--Inference:Devices", "tpu:0")]
    [InlineData("--Inference:DispatchPolicy", "shortest")]
    [InlineData("--InferenceClient:DefaultTimeout", "02:00:00")]
    [InlineData("--Gateway:MaxRequestBodyBytes", "0")]
    [InlineData("--Orleans:Clustering:ProviderType", "Redsi")]
    public async Task A_wrong_setting_ends_the_program_with_one_line_on_the_error_stream(string option, string value)
    {
        StringWriter output = new(), errors = new();

        // Ports that nobody listens on: only the setting is wrong.
        var exitCode = await SiloProgram.RunAsync(
            ["--urls", "http://127.0.0.1:0", "--instance", "873", option, value], output, errors);

        Assert.Equal(78, exitCode);
        var line = Assert.Single(errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(option[2..], line, StringComparison.Ordinal);
        Assert.Contains(value, line, StringComparison.Ordinal);
    }
}
