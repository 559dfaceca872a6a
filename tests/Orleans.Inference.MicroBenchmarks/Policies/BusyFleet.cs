using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Inference.Policies;

namespace Orleans.Inference.MicroBenchmarks.Policies;

/// <summary>Workers of different speeds that have requests of this process and of others, and have answered some; the first is on this host.</summary>
internal sealed class BusyFleet
{
    private readonly DispatchPolicyCatalog _policies = new([], NullLogger<DispatchPolicyCatalog>.Instance);
    private readonly ImmutableArray<Destination> _destinations;

    public BusyFleet(int size)
    {
        Random random = new(7);
        _destinations = [.. Enumerable.Range(0, size).Select(number => Busy(number, random))];
    }

    public IDispatchPolicy Policy(string name) => _policies.Create(name, _destinations);

    private static Destination Busy(int number, Random random)
    {
        WorkerId worker = new(SiloAddress.New(IPAddress.Loopback, 11111, number), "cpu");
        var speed = 500 + random.Next(1_000);
        Destination destination = new(worker, null!, health: null, new(TimeProvider.System), speed, number == 0 ? Locality.SameHost : Locality.Elsewhere);
        for (var sent = random.Next(1, 4); sent > 0; sent--) destination.Load.Sent();
        destination.Told(
            new()
            {
                Model = "digits",
                Version = "1",
                Outputs = [],
                Worker = worker,
                Load = new(random.Next(1, 16), speed),
                ExecutionTime = TimeSpan.FromSeconds(1.0 / speed),
            },
            TimeProvider.System.GetTimestamp());
        return destination;
    }
}
