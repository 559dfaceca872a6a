using CsCheck;
using Orleans.Inference.Failover;
using Orleans.Inference.Routing;
using Orleans.Inference.Tests.Routing;

namespace Orleans.Inference.Tests.Policies;

/// <summary>What holds for every dispatch policy.</summary>
public sealed class EveryPolicyTests
{
    public static TheoryData<string> Names => [.. DispatchPolicies.All];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_worker_is_chosen_whatever_is_known_of_speeds_and_queues(string name) =>
        Gen.Select(Gen.OneOf(Gen.Const(0.0), Gen.Double[1e-3, 1e6]), Gen.Int[0, 50], Gen.Int[0, 500]).Array[2, 80].Sample(workers =>
        {
            var fleet = new Fleet([.. workers.Select(worker => worker.Item1)]);
            for (var i = 0; i < workers.Length; i++)
            {
                fleet.Put(i, workers[i].Item2);
                fleet[i].Load.Reported(new(workers[i].Item3, workers[i].Item1), fleet.Time.GetTimestamp());
            }

            var policy = fleet.Make(name);
            for (var i = 0; i < 20; i++) Assert.InRange(fleet.Choose(policy, i % 2 == 0 ? $"{i}" : null), 0, workers.Length - 1);
        }, iter: 200);

    [Theory]
    [MemberData(nameof(Names))]
    public void Nobody_herds_to_one_of_several_idle_workers(string name)
    {
        const int Requests = 30_000;
        var fleet = new Fleet(10, 10, 10, 10, 10, 10);
        var policy = fleet.Make(name);

        var counts = fleet.Count(policy, Requests);

        // 5,000 each; six standard deviations of a fair choice, and for sticky of a fair hash.
        Assert.All(counts, count => Assert.InRange(count, 4_600, 5_400));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Routers_that_begin_at_the_same_time_begin_with_different_workers(string name)
    {
        var fleet = new Fleet(10, 10, 10, 10);

        var firsts = Enumerable.Range(0, 400).Select(router => fleet.Choose(fleet.Make(name), $"key {router}")).ToHashSet();

        Assert.Equal(4, firsts.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Choosing_allocates_nothing(string name)
    {
        var fleet = new Fleet(10, 20, 5, 10);
        fleet.Put(0, 3).Put(2, 1);
        fleet[1].Load.Reported(new(5, 20), fleet.Time.GetTimestamp());
        var policy = fleet.Make(name);
        var context = fleet.Context("key");

        // The runtime allocates a little itself when it compiles what turned out to be hot.
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => AllocatedBy(2000)));

        long AllocatedBy(int decisions)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < decisions; i++) policy.Choose(context);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_suspected_worker_is_not_chosen_while_others_are_there(string name) =>
        Gen.Bool.Array[3, 12].Where(suspected => suspected.Count(isSuspected => isSuspected) * 2 < suspected.Length).Sample(suspected =>
        {
            var (model, healths) = Watched(name, suspected.Length);
            for (var i = 0; i < suspected.Length; i++)
            {
                if (suspected[i]) healths[i].Suspect(Verdict.WorkerLost);
            }

            for (var i = 0; i < 50; i++) Assert.False(model.Choose(null, new(0, $"{i}"))!.IsSuspect);
            foreach (var health in healths) health.Heard();
            Assert.False(model.Destinations.Any(destination => destination.IsSuspect));
            Assert.Equal(suspected.Length, Enumerable.Range(0, 2000).Select(i => model.Choose(null, new(0, $"{i}"))).Distinct().Count());
        }, iter: 30);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_worker_that_said_goodbye_is_not_chosen(string name)
    {
        var builder = Routes.Builder(TimeProvider.System);
        var route = Routes.Route("m", "1", (1, 10), (2, 10), (3, 10)) with { DispatchPolicy = name };
        var table = builder.Apply(RouteTable.Empty, Routes.Full(1, route));
        Assert.Equal(3, Chosen().Count);

        table = builder.Apply(table, Routes.Full(2, Routes.Route("m", "1", (1, 10), (3, 10)) with { DispatchPolicy = name }));

        Assert.Equal([Routes.Worker(1), Routes.Worker(3)], Chosen().OrderBy(worker => worker.Silo!.Generation));

        HashSet<WorkerId> Chosen() => [.. Enumerable.Range(0, 400).Select(i => table.Find("m", null).Choose(null, new(0, $"{i}"))!.Worker)];
    }

    private static (RoutedModel Model, WorkerHealth[] Healths) Watched(string policy, int workers)
    {
        var suspicions = new Suspicions();
        var remote = new RemoteWorker(null!, null!, null!, default);
        WorkerHealth[] healths = [.. Enumerable.Range(0, workers).Select(number => new WorkerHealth(Routes.Worker(number), remote, suspicions, TimeProvider.System))];
        var route = Routes.Route("m", "1", [.. Enumerable.Range(0, workers).Select(number => (number, 10.0))]) with { DispatchPolicy = policy };
        return (new(route, [.. healths.Select(health => new Destination(health.Worker, null!, health, new(TimeProvider.System), 10))], Routes.Policies(), suspicions), healths);
    }
}
