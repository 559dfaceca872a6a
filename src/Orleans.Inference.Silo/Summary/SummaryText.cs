using System.Text;
using Orleans.Inference.Silo.Configuration;
using Orleans.Inference.Silo.Start;

namespace Orleans.Inference.Silo.Summary;

/// <summary>Writes the summary; the line to try comes last.</summary>
internal static class SummaryText
{
    private const int LabelWidth = 11, ShownModels = 8, ShownReason = 160;

    public static string Of(SiloFacts facts, Ink ink)
    {
        StringBuilder text = new();
        text.Append('\n').Append(ink.Bold($"{facts.SiloName} is ready.")).Append($" Orleans.Inference {Usage.Version}\n");
        Add("settings", [facts.SettingsFile ?? $"defaults: there is no {SiloFile.FileName}"]);
        Add("models", [.. Shorten(Models(facts)), .. facts.Devices.IsEmpty ? Enumerable.Empty<string>() : [$"from {facts.Repository}"]]);
        Add(ink.Red("failed".PadRight(LabelWidth)), Shorten([.. facts.Failed.Select(Failure)]));
        if (facts.Repository is null) Add("routes to", [$"{Count(facts.OtherWorkers, "worker")} on {Count(facts.OtherSilos, "silo")}"]);
        else Add("devices", Devices(facts));
        Add("API", [$"{facts.Url}/v2"]);
        if (facts.GrpcUrl is { } grpc) Add("gRPC", [grpc]);
        if (facts.HasDashboard) Add("dashboard", [$"{facts.Url}{SiloApplication.DashboardPath}"]);
        if (facts.HasMetrics) Add("metrics", [$"{facts.Url}{PrometheusMetrics.Path}"]);
        text.Append('\n');
        if (facts.Scan is { } scan) text.AppendJoin('\n', scan.Draw()).Append("\n\nTo have this scan read:\n");
        return text.Append(ink.Bold(facts.Curl)).Append('\n').ToString();

        void Add(string label, IReadOnlyList<string> lines)
        {
            foreach (var (index, line) in lines.Index())
                text.Append("  ").Append((index == 0 ? label : "").PadRight(LabelWidth)).Append(line).Append('\n');
        }
    }

    private static string[] Models(SiloFacts facts)
    {
        string[] served = [.. facts.Models.GroupBy(model => model.Name, model => model.Version).Select(versions => $"{versions.Key} {string.Join(", ", versions)}")];
        if (facts.OnDemand == 0) return served is [] ? ["none"] : served;
        return [.. Shorten(served), $"{(served is [] ? "" : "and ")}{facts.OnDemand} that {(facts.OnDemand == 1 ? "is" : "are")} loaded by {(facts.OnDemand == 1 ? "its" : "their")} first request"];
    }

    private static string[] Devices(SiloFacts facts)
    {
        var others = facts.OtherWorkers == 0 ? "" : $" (and {facts.OtherWorkers} on other silos)";
        return facts.Devices.IsEmpty ? [$"none: this silo only routes{others}"] : [.. facts.Devices[..^1], facts.Devices[^1] + others];
    }

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";

    private static string Failure(ModelStatus model)
    {
        var reason = model.Reason.ReplaceLineEndings(" ");
        var name = $"{model.Name} {model.Version}".TrimEnd();
        return $"{name}: {(reason.Length > ShownReason ? $"{reason[..ShownReason]}…" : reason)}";
    }

    private static string[] Shorten(string[] lines) =>
        lines.Length <= ShownModels ? lines : [.. lines[..ShownModels], $"and {lines.Length - ShownModels} more"];
}
