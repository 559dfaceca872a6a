using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Cluster.Harness.Scripted;
using Orleans.Inference.Silo.Start;

namespace Orleans.Inference.Cluster.Harness.Roles;

/// <summary>The silo executable with one more backend, whose executions are written into a folder.</summary>
internal static class SiloRole
{
    public const string Name = "silo";

    /// <summary>The environment variable that names the folder of the records.</summary>
    public const string Records = "SCRIPTED_RECORDS";

    /// <summary>The environment variable that says how many times longer its device takes than it is told.</summary>
    public const string Slowdown = "SCRIPTED_SLOWDOWN";

    public static Task<int> RunAsync(string[] arguments) => SiloProgram.RunAsync(arguments, Console.Out, Console.Error, silo =>
    {
        var folder = Environment.GetEnvironmentVariable(Records) ?? throw new InvalidOperationException($"{Records} names no folder.");
        silo.Services.AddSingleton(new ExecutionRecord(folder));
        silo.Services.AddSingleton<IModelBackend>(provider => new ScriptedBackend(
            provider.GetRequiredService<ExecutionRecord>(), double.Parse(Environment.GetEnvironmentVariable(Slowdown) ?? "1", CultureInfo.InvariantCulture)));
        silo.Services.AddSingleton<IModelBackend, MirrorBackend>();
        silo.Services.AddSingleton<IConfigureGrainContextProvider>(new ActivationRecord(folder));
    });
}
