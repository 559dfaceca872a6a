using System.Diagnostics;
using Orleans.Inference.Dispatch;

namespace Orleans.Inference.Benchmarks.Scale;

/// <summary>All workers register at once, as they do when the dispatcher moved. What changes within a publishing period goes in one update, as at the dispatcher.</summary>
/// <param name="Time">Until all are known and published.</param>
/// <param name="Updates">How many updates a router gets.</param>
/// <param name="Bytes">Of all of them.</param>
internal sealed record RegistrationStorm(TimeSpan Time, int Updates, long Bytes)
{
    public static RegistrationStorm Run(int workers, TableUpdates wire)
    {
        var fleet = new ScaleFleet();
        WorkerStatus[] statuses = [.. Enumerable.Range(0, workers).Select(number => ScaleFleet.Status(number))];
        List<RouteTableUpdate> updates = [];
        var held = fleet.History.Stamp;
        var started = Stopwatch.GetTimestamp();
        long? publishedAt = null;
        foreach (var status in statuses)
        {
            fleet.Registry.Register(status);
            if (publishedAt is { } at && Stopwatch.GetElapsedTime(at) < RouteTablePublisher.Period) continue;
            Publish();
        }

        Publish();
        var time = Stopwatch.GetElapsedTime(started);
        return new(time, updates.Count, updates.Sum(update => (long)wire.SizeOf(update)));

        void Publish()
        {
            publishedAt = Stopwatch.GetTimestamp();
            if (!fleet.History.Update(fleet.Registry.TakeChanges())) return;
            updates.Add(fleet.History.UpdateFrom(held)!);
            held = fleet.History.Stamp;
        }
    }
}
