using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Tests.Routing;

namespace Orleans.Inference.Tests.Policies;

/// <summary>Workers to choose among, in the order of their numbers.</summary>
internal sealed class Fleet
{
    private readonly Dictionary<Destination, int> _numbers;

    public Fleet(IReadOnlyList<double> speeds, IReadOnlyList<Locality>? localities = null)
    {
        Destinations = [.. speeds.Select((speed, number) => new Destination(
            Routes.Worker(number), null!, health: null, new(Time), speed, localities?[number] ?? Locality.Elsewhere))];
        _numbers = Destinations.Select((destination, number) => (destination, number)).ToDictionary(entry => entry.destination, entry => entry.number);
    }

    public Fleet(params double[] speeds)
        : this(speeds, null)
    {
    }

    public FakeTimeProvider Time { get; } = new();

    public ImmutableArray<Destination> Destinations { get; }

    public Destination this[int number] => Destinations[number];

    public DispatchContext Context(string? key = null) => new(Time.GetTimestamp(), key);

    public IDispatchPolicy Make(string name) => Routes.Policies().Create(name, Destinations);

    public int Choose(IDispatchPolicy policy, string? key = null) => _numbers[policy.Choose(Context(key))];

    /// <summary>How often each worker is chosen by requests of many keys, of which none stays.</summary>
    public int[] Count(IDispatchPolicy policy, int requests)
    {
        var counts = new int[Destinations.Length];
        for (var i = 0; i < requests; i++) counts[Choose(policy, $"key {i}")]++;
        return counts;
    }

    /// <summary>Puts requests of this process on a worker.</summary>
    public Fleet Put(int number, int requests)
    {
        for (var i = 0; i < requests; i++) Destinations[number].Load.Sent();
        return this;
    }
}
