using Orleans.Inference.Devices.Claims;

namespace Orleans.Inference.Tests.Devices;

/// <summary>The claims folder serves the silos of every user, and refuses what it cannot vouch for.</summary>
public sealed class ClaimFolderTests : IDisposable
{
    private readonly ClaimingHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void The_default_lies_in_the_systems_folder_for_temporary_files() =>
        Assert.Equal(Path.Combine(Path.GetTempPath(), "orleans-inference-devices"), new ClaimFolder(null).Path);

    [Fact]
    public void Every_user_may_open_the_files_and_nobody_may_delete_those_of_another()
    {
        _host.Take("first", "cpu");

        if (OperatingSystem.IsWindows()) return;
        Assert.Equal("1777", Mode(_host.Folder));
        Assert.All(Directory.GetFiles(_host.Folder), file => Assert.Equal("666", Mode(file)));

        static string Mode(string path) => Convert.ToString((int)File.GetUnixFileMode(path), 8);
    }

    [Fact]
    public void The_owner_is_one_line_to_read_and_the_files_stay()
    {
        _host.Take("a silo with a long name", "cpu");
        _host.Stop("a silo with a long name");
        string[] files = [.. Directory.GetFiles(_host.Folder).Order()];
        _host.Take("second", "cpu");

        Assert.Equal(["cpu-0.lock", "cpu-0.owner"], files.Select(Path.GetFileName));
        Assert.Equal(files, Directory.GetFiles(_host.Folder).Order());
        Assert.Equal(["second"], File.ReadAllLines(files[1]));
    }

    [Fact]
    public void An_owner_that_has_not_said_its_name_yet_is_another_silo()
    {
        _host.Take("first", "cpu");
        File.Delete(Path.Combine(_host.Folder, "cpu-0.owner"));

        Assert.Contains("owned by another silo:", _host.Refuse("second", "cpu"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_one_is_refused_with_the_setting()
    {
        File.WriteAllText(_host.Folder, "");

        var refusal = _host.Refuse("first", "cpu");

        Assert.Contains(_host.Folder, refusal, StringComparison.Ordinal);
        Assert.Contains("Inference:DeviceClaims", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_is_not_written_through()
    {
        var target = Path.Combine(Directory.CreateDirectory(_host.Folder).Parent!.FullName, "precious");
        File.WriteAllText(target, "precious");
        File.CreateSymbolicLink(Path.Combine(_host.Folder, "cpu-0.owner"), target);

        Assert.Contains("is a link", _host.Refuse("first", "cpu"), StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(target));
    }
}
