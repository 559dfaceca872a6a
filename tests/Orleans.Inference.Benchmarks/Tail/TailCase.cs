using Orleans.Inference.Benchmarks.Load;
using Orleans.Inference.Benchmarks.Models;
using Orleans.Inference.Benchmarks.Reporting;

namespace Orleans.Inference.Benchmarks.Tail;

/// <summary>A light load beside a heavy one, and what all rounds measured.</summary>
internal sealed class TailCase(string what, RepositoryModel light, InferencePriority priority, RepositoryModel other, InferencePriority otherPriority, Aim? aim)
{
    private readonly List<(OpenLoopResult Alone, OpenLoopResult Beside, double Run)> _rounds = [];

    public RepositoryModel Light => light;

    public InferencePriority Priority => priority;

    public RepositoryModel Other => other;

    public InferencePriority OtherPriority => otherPriority;

    public void Add(OpenLoopResult alone, OpenLoopResult beside, double run) => _rounds.Add((alone, beside, run));

    public void Forget() => _rounds.Clear();

    public void AddTo(MarkdownTable table)
    {
        var added = Median.Of(_rounds.Select(round => (round.Beside.P99 - round.Alone.P99).TotalMicroseconds / round.Run));
        aim?.Is(added);
        table.Add(
            light.Name,
            what,
            $"{other.Name}, {otherPriority}",
            Of(round => round.Alone.P50.TotalMicroseconds),
            Of(round => round.Beside.P50.TotalMicroseconds),
            Of(round => round.Alone.P99.TotalMicroseconds),
            Of(round => round.Beside.P99.TotalMicroseconds),
            Of(round => round.Run),
            Figure.Of(added));
    }

    private string Of(Func<(OpenLoopResult Alone, OpenLoopResult Beside, double Run), double> figure) => Figure.Of(Median.Of(_rounds.Select(figure)));
}
