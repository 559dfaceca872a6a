using System.Globalization;
using System.Text;
using Orleans.Inference.Silo.Summary;

namespace Orleans.Inference.Silo.Status;

/// <summary>Writes the cluster for a person at a terminal.</summary>
internal static class StatusText
{
    private const string Active = "active", Dead = "dead", Serving = "serving", Failed = "failed", Unloaded = "unloaded";

    public static string Of(ClusterView cluster, Ink ink)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Route table {cluster.Table.Version}, {cluster.At.ToLocalTime():HH:mm:ss}\n");
        Append(Silos(cluster));
        if (cluster.Silos.Count(IsDead) is > 0 and var dead) text.Append(CultureInfo.InvariantCulture, $"and {dead} dead, until the membership forgets\n");
        if (cluster.Workers.IsEmpty) text.Append("\nNo worker is there.\n");
        else Append(Workers(cluster));
        if (CountAsleep(cluster) is > 0 and var asleep) text.Append(CultureInfo.InvariantCulture, $"and {asleep} that {(asleep == 1 ? "is" : "are")} loaded by {(asleep == 1 ? "its" : "their")} first request\n");
        foreach (var problem in Problems(cluster)) text.Append(ink.Red(problem)).Append('\n');
        Append(Aliases(cluster));
        Append(Departed(cluster));
        return text.ToString();

        void Append(TextTable table)
        {
            if (table.IsEmpty) return;
            text.Append('\n');
            table.Write(text, ink);
        }
    }

    private static bool IsDead(SiloView silo) => silo.Status == Dead;

    private static TextTable Silos(ClusterView cluster)
    {
        TextTable table = new(new("SILO"), new("ADDRESS"), new("STATUS"), new(""));
        foreach (var silo in cluster.Silos.Where(silo => !IsDead(silo)))
        {
            var holds = silo.Address == cluster.Dispatcher ? "has the dispatcher" : "";
            table.Add(silo.Status != Active, silo.Name, silo.Address.Split('@')[0], silo.Status, holds);
        }

        return table;
    }

    private static TextTable Workers(ClusterView cluster)
    {
        TextTable table = new(
            new("WORKER"), new("DEVICE"), new("STATE"), new("FOR", IsNumber: true), new("QUEUE", IsNumber: true), new("MEMORY", IsNumber: true),
            new("MODEL"), new("VERSION", IsNumber: true), new("STATE"), new("ROWS/S", IsNumber: true));
        foreach (var worker in cluster.Workers)
        {
            var age = worker.StateSince is { } since ? Age(cluster.At - since) : "";
            string[] cells = [worker.Silo, worker.Device, worker.State, age, Number(worker.QueueLength), MemoryText.Of(worker.MemoryUsed, worker.MemoryBudget)];
            foreach (var model in worker.Models.Where(model => !IsAsleep(model)))
            {
                var speed = model.Speed > 0 ? Number(Math.Round(model.Speed)) : "";
                table.Add(worker.State != Serving || model.State == Failed, [.. cells, model.Name, model.Version, model.State, speed]);
                cells = ["", "", "", "", "", ""];
            }

            if (worker.Models.All(IsAsleep)) table.Add(worker.State != Serving, cells);
        }

        return table;
    }

    // There may be hundreds, and nothing is to be seen of them.
    private static bool IsAsleep(ModelView model) => model is { State: Unloaded, OnDemand: true };

    private static int CountAsleep(ClusterView cluster) => cluster.Workers
        .SelectMany(worker => worker.Models)
        .GroupBy(model => (model.Name, model.Version))
        .Count(version => version.All(IsAsleep));

    private static IEnumerable<string> Problems(ClusterView cluster)
    {
        foreach (var worker in cluster.Workers)
        {
            var name = $"{worker.Silo} {worker.Device}";
            if (worker.StateReason.Length > 0) yield return OneLine($"{name} is {worker.State}: {worker.StateReason}");
            foreach (var model in worker.Models.Where(model => model.Reason.Length > 0))
                yield return OneLine($"{name}, {$"{model.Name} {model.Version}".TrimEnd()} {model.State}: {model.Reason}");
        }

        foreach (var difference in ModelDifferences.Describe(cluster)) yield return OneLine(difference);
    }

    private static TextTable Aliases(ClusterView cluster)
    {
        TextTable table = new(new("ALIAS"), new("MODEL"), new("VERSION", IsNumber: true), new("SHARE", IsNumber: true), new(""));
        foreach (var alias in cluster.Aliases)
        {
            var (name, weights) = (alias.Name, alias.Targets.Sum(target => target.Weight));
            foreach (var target in alias.Targets)
            {
                Add(target.Model, target.Version, target.Weight / weights * 100, target.Served, alias.Sticky ? "sticky" : "");
                name = "";
            }

            if (alias.Shadow is { } shadow) Add(shadow.Model, shadow.Version, shadow.Percent, shadow.Served, "shadow");

            void Add(string model, string? version, double percent, bool isServed, string note) =>
                table.Add(!isServed, name, model, version ?? "highest", string.Create(CultureInfo.InvariantCulture, $"{percent:0.##} %"), isServed ? note : $"{note} not served".TrimStart());
        }

        return table;
    }

    private static TextTable Departed(ClusterView cluster)
    {
        TextTable table = new(new("LEFT"), new("DEVICE"), new("AGO", IsNumber: true), new("WHY"));
        foreach (var worker in cluster.Departed) table.Add(false, worker.Silo, worker.Device, Age(cluster.At - worker.At), OneLine(worker.Reason));
        return table;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static string Number(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    // The clocks of two silos may differ: nothing is in the future.
    private static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 1 } => "0 s",
        { TotalMinutes: < 2 } => $"{age.TotalSeconds:0} s",
        { TotalHours: < 2 } => $"{age.TotalMinutes:0} min",
        { TotalDays: < 2 } => $"{age.TotalHours:0} h",
        _ => $"{age.TotalDays:0} d",
    };
}
