using System.Globalization;

namespace Orleans.Inference.Gateway.Tests.Executable;

/// <summary>Silos in processes of one host: each device has one owner, whatever becomes of it.</summary>
public sealed class DeviceOwnershipTests : IDisposable
{
    private readonly DirectoryInfo _claims = Directory.CreateTempSubdirectory("inference-claims-");

    private string[] Cpu => [SiloProcess.ClaimsOption, _claims.FullName, "--Inference:Devices", "cpu"];

    public void Dispose() => _claims.Delete(recursive: true);

    [Fact]
    public async Task A_running_silo_keeps_its_device_and_a_paused_one_too_and_a_killed_one_gives_it_back_at_once()
    {
        await using var owner = await SiloProcess.StartAsync(null, Cpu);
        await RefusedAsync(owner);
        await owner.PauseAsync();
        await RefusedAsync(owner);
        await owner.KillAsync();

        await using var next = await SiloProcess.StartAsync(null, Cpu);

        Assert.Contains(next.Output, line => line.Contains("cpu, ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_more_silo_takes_the_next_processor_device()
    {
        await using var first = await SiloProcess.StartAsync(null, SiloProcess.ClaimsOption, _claims.FullName);
        await using var second = await SiloProcess.StartAsync(first.SiloPort, SiloProcess.ClaimsOption, _claims.FullName);

        Assert.Contains(first.Output, line => line.Contains("cpu, ", StringComparison.Ordinal));
        Assert.Contains(second.Output, line => line.Contains("cpu:1, ", StringComparison.Ordinal));
        Assert.Equal(0, await second.StopAsync());
        Assert.Equal(0, await first.StopAsync());
    }

    private async Task RefusedAsync(SiloProcess owner)
    {
        var (exitCode, errors) = await SiloProcess.RefuseAsync(Cpu);

        Assert.Equal(1, exitCode);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("The silo could not start: The device cpu of this host is owned by ", line, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $":{owner.SiloPort}:"), line, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"process {owner.Id}, since "), line, StringComparison.Ordinal);
        Assert.Contains("Inference:Devices", line, StringComparison.Ordinal);
    }
}
