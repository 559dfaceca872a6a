using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Orleans.Inference.Benchmarks.Reporting;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    private const string ProcessorFile = "/proc/cpuinfo";

    public static string Describe()
    {
        var orleans = typeof(IGrain).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split([". ", "+"], StringSplitOptions.None)[0];
        string[] facts =
        [
            $"{Environment.ProcessorCount} × {Processor()}",
            $"{RuntimeInformation.OSDescription} ({RuntimeInformation.ProcessArchitecture})",
            RuntimeInformation.FrameworkDescription,
            $"{(GCSettings.IsServerGC ? "server" : "workstation")} GC",
            $"Orleans {orleans}",
            $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}",
        ];
        return string.Join(", ", facts);
    }

    private static string Processor()
    {
        if (!File.Exists(ProcessorFile)) return "processor";
        var line = File.ReadLines(ProcessorFile).FirstOrDefault(candidate => candidate.StartsWith("model name", StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? "processor";
    }
}
