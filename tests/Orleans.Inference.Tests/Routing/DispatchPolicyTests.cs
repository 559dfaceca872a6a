using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Policies;
using Orleans.Inference.Routing;

namespace Orleans.Inference.Tests.Routing;

public sealed class DispatchPolicyTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ShortestQueuePolicy _policy = new();

    [Fact]
    public void The_shortest_queue_is_chosen()
    {
        Destination[] destinations = [Make(1, inFlight: 3, speed: 1), Make(2, inFlight: 1, speed: 1), Make(3, inFlight: 2, speed: 1)];

        Assert.Same(destinations[1], _policy.Choose(destinations));
    }

    [Theory]
    [InlineData(0, 0)] // idle both: the fast one
    [InlineData(2, 0)] // 3 at 100/s are done before 1 at 10/s
    [InlineData(8, 0)]
    [InlineData(10, 1)] // 11 at 100/s take longer than 1 at 10/s
    public void A_queue_counts_by_the_time_it_takes(int onTheFastOne, int expected)
    {
        Destination[] destinations = [Make(1, onTheFastOne, speed: 100), Make(2, inFlight: 0, speed: 10)];

        Assert.Same(destinations[expected], _policy.Choose(destinations));
    }

    [Fact]
    public void A_worker_of_unknown_speed_is_tried_by_one_request_at_a_time()
    {
        Assert.Equal(1, Chosen(Make(0, inFlight: 0, speed: 10), Make(1, inFlight: 0, speed: 0)));
        Assert.Equal(0, Chosen(Make(0, inFlight: 5, speed: 10), Make(1, inFlight: 1, speed: 0)));
        Assert.InRange(Chosen(Make(0, inFlight: 1, speed: 0), Make(1, inFlight: 1, speed: 0)), 0, 1);

        int Chosen(params Destination[] destinations) => _policy.Choose(destinations).Worker.Silo.Generation;
    }

    [Fact]
    public void Ties_are_broken_at_random_and_evenly()
    {
        Destination[] destinations = [Make(0, 1, 10), Make(1, 1, 10), Make(2, 9, 10), Make(3, 1, 10), Make(4, 1, 10)];
        var counts = new int[5];
        const int Rounds = 40_000;

        for (var i = 0; i < Rounds; i++) counts[_policy.Choose(destinations).Worker.Silo.Generation]++;

        Assert.Equal(0, counts[2]);
        var expected = Rounds / 4.0;
        var chiSquare = counts.Where((_, index) => index != 2).Sum(count => (count - expected) * (count - expected) / expected);
        Assert.InRange(chiSquare, 0, 40); // 3 degrees of freedom: passed by chance once in 10^8 runs
    }

    [Fact]
    public void Requests_sent_one_after_the_other_spread_by_speed()
    {
        Destination[] destinations = [Make(0, 0, speed: 30), Make(1, 0, speed: 10)];

        for (var i = 0; i < 400; i++) _policy.Choose(destinations).Load.Sent();

        Assert.InRange(destinations[0].Load.InFlight, 298, 302);
    }

    [Fact]
    public void Choosing_allocates_nothing()
    {
        Destination[] destinations = [Make(0, 1, 10), Make(1, 1, 10), Make(2, 9, 10)];
        destinations[2].Told(new(5, 20));
        _policy.Choose(destinations);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) _policy.Choose(destinations);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void What_a_worker_tells_replaces_its_speed_unless_it_tells_none()
    {
        var destination = Make(0, 1, speed: 10);

        destination.Told(new(0, Speed: 0));
        Assert.Equal(10, destination.Speed);
        destination.Told(new(0, Speed: 12.5));
        Assert.Equal(12.5, destination.Speed);
    }

    [Fact]
    public void Every_policy_that_can_be_configured_is_there_and_an_unknown_one_becomes_the_shortest_queue()
    {
        var catalog = new DispatchPolicyCatalog([_policy], NullLogger<DispatchPolicyCatalog>.Instance);

        Assert.All(DispatchPolicies.All, name => Assert.Equal(name, catalog.Get(name).Name));
        Assert.Same(_policy, catalog.Get("a_policy_of_tomorrow"));
    }

    private Destination Make(int worker, int inFlight, double speed)
    {
        var load = new WorkerLoadEstimate(_time);
        for (var i = 0; i < inFlight; i++) load.Sent();
        return new(Routes.Worker(worker), null!, health: null, load, speed);
    }
}
