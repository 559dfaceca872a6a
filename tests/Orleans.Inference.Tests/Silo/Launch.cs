using System.Collections;
using Orleans.Inference.Silo.Configuration;

namespace Orleans.Inference.Tests.Silo;

/// <summary>A start of the program in a folder of its own: nothing of the machine's environment reaches it.</summary>
internal sealed class Launch : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public Launch()
    {
        WorkingDirectory = _root.Create("work");
        ProgramFolder = _root.Create("program");
        _root.Create("program/models");
    }

    public string WorkingDirectory { get; }

    public string ProgramFolder { get; }

    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Writes a file; the path starts above the two folders.</summary>
    public string Write(string file, string text = "{}") => _root.Write(file, text);

    public string Create(string folder) => _root.Create(folder);

    public SiloSettings Load(params string[] arguments) =>
        SiloSettings.Load(CommandLine.Parse(arguments), new Hashtable(Environment), WorkingDirectory, ProgramFolder);

    /// <summary>The only problem of a start that is refused.</summary>
    public string Refuse(params string[] arguments)
    {
        var problem = Assert.Single(RefuseAll(arguments));
        Assert.DoesNotContain('\n', problem);
        return problem;
    }

    public IReadOnlyList<string> RefuseAll(params string[] arguments) => Assert.Throws<SettingsException>(() => Load(arguments)).Problems;

    public void Dispose() => _root.Dispose();
}
