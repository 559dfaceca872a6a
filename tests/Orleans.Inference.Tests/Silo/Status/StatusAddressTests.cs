using System.Collections;
using Orleans.Inference.Silo.Configuration;
using Orleans.Inference.Silo.Status;

namespace Orleans.Inference.Tests.Silo.Status;

public sealed class StatusAddressTests : IDisposable
{
    private readonly Launch _launch = new();

    public void Dispose() => _launch.Dispose();

    [Theory]
    [InlineData("http://127.0.0.1:9000/")]
    [InlineData("http://127.0.0.1:9001/", "--instance", "1")]
    [InlineData("http://10.0.0.5:8080/", "--urls", "http://10.0.0.5:8080")]
    [InlineData("http://127.0.0.1:8000/", "--urls", "http://*:8000")]
    [InlineData("https://gpu-box/", "--urls", "https://gpu-box")]
    public void It_is_given_or_that_of_the_settings(string expected, params string[] options)
    {
        _launch.Write("work/silo.json", """{ "Urls": "http://*:9000;http://127.0.0.1:9100", "Inference": { "ModelRepository": "not/here" } }""");

        Assert.Equal(expected, Of(options).AbsoluteUri);
    }

    [Theory]
    [InlineData("--urls is \"gpu-box\"", "--urls", "gpu-box")]
    [InlineData("--Inference:Devices has no effect on status", "--Inference:Devices", "cpu")]
    public void What_is_wrong_is_named(string expected, params string[] options) =>
        Assert.StartsWith(expected, Assert.Throws<SettingsException>(() => Of(options)).Problems[0], StringComparison.Ordinal);

    private Uri Of(string[] options) =>
        StatusAddress.Of(CommandLine.Parse(["status", .. options]), new Hashtable(_launch.Environment), _launch.WorkingDirectory, _launch.ProgramFolder);
}
