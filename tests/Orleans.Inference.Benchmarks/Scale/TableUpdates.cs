using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Benchmarks.Reporting;
using Orleans.Serialization;

namespace Orleans.Inference.Benchmarks.Scale;

/// <summary>What one worker's change costs: the dispatcher, the wire, and a router.</summary>
internal sealed class TableUpdates
{
    public static readonly string[] Kinds = ["a speed is published anew", "a worker joins", "a worker leaves", "the worker that described the models leaves"];
    private readonly Serializer _serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    public int SizeOf(RouteTableUpdate update) => _serializer.SerializeToArray(update).Length;

    /// <summary>Measures each kind of change, by its place among <see cref="Kinds"/>.</summary>
    public UpdateCost[] Measure(int workers, int rounds)
    {
        var (fleet, table) = ScaleFleet.Start(workers);
        var costs = Kinds.Select(_ => new List<UpdateCost>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            var report = new WorkerReport(ScaleFleet.Worker(round % workers), 0, [new(ScaleFleet.Model(0), round / workers % 2 == 0 ? 5000 : 1000)]);
            Change(0, () => fleet.Registry.Report(report));
            Change(1, () => fleet.Registry.Register(ScaleFleet.Status(workers)));
            Change(2, () => fleet.Registry.Unregister(ScaleFleet.Worker(workers), "it said goodbye"));
            Change(3, () => fleet.Registry.Unregister(ScaleFleet.Worker(0), "it said goodbye"));
            Change(null, () => fleet.Registry.Register(ScaleFleet.Status(0)));
        }

        return [.. costs.Select(kind => new UpdateCost(
            Median.Of(kind.Select(cost => cost.Bytes)), Median.Of(kind.Select(cost => cost.MadeIn)), Median.Of(kind.Select(cost => cost.AppliedIn))))];

        void Change(int? kind, Action change)
        {
            var started = Stopwatch.GetTimestamp();
            change();
            fleet.History.Update(fleet.Registry.TakeChanges());
            var update = fleet.History.UpdateFrom(table.Stamp)!;
            var made = Stopwatch.GetTimestamp();
            table = fleet.Builder.Apply(table, update);
            var applied = Stopwatch.GetTimestamp();
            if (kind is not { } measured) return;
            costs[measured].Add(new(SizeOf(update), Stopwatch.GetElapsedTime(started, made).TotalMicroseconds, Stopwatch.GetElapsedTime(made, applied).TotalMicroseconds));
        }
    }
}

/// <summary>One worker's change.</summary>
/// <param name="Bytes">On the wire.</param>
/// <param name="MadeIn">Microseconds of the dispatcher.</param>
/// <param name="AppliedIn">Microseconds of a router.</param>
internal readonly record struct UpdateCost(double Bytes, double MadeIn, double AppliedIn);
