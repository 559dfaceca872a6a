using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Dispatch;
using Orleans.Inference.Tests.Routing;

namespace Orleans.Inference.Tests.Dispatch;

public sealed class QueueBalanceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly QueueBalance _balance;

    public QueueBalanceTests() => _balance = new(_time);

    [Fact]
    public void A_worker_that_joined_gets_half_of_its_share_of_what_waits()
    {
        var move = Assert.Single(_balance.FindMoves([Worker(1, waiting: 100, speed: 50), Worker(2, waiting: 0, speed: 50)]));

        Assert.Equal(new(Routes.Worker(1), new("m", "1"), 25), move);
    }

    [Fact]
    public void A_fast_worker_gets_more()
    {
        var move = Assert.Single(_balance.FindMoves([Worker(1, waiting: 100, speed: 10), Worker(2, waiting: 0, speed: 90)]));

        Assert.Equal(45, move.Count);
    }

    [Fact]
    public void What_is_nearly_even_or_soon_done_is_left_alone()
    {
        Assert.Empty(_balance.FindMoves([Worker(1, waiting: 60, speed: 50), Worker(2, waiting: 40, speed: 50)]));
        Assert.Empty(_balance.FindMoves([Worker(1, waiting: 9, speed: 100), Worker(2, waiting: 0, speed: 100)])); // 90 ms
        Assert.Empty(_balance.FindMoves([Worker(1, waiting: 100, speed: 50)]));
        Assert.Empty(_balance.FindMoves([]));
    }

    [Fact]
    public void A_worker_is_not_asked_again_before_its_answer_can_be_seen()
    {
        RegisteredWorker[] workers = [Worker(1, waiting: 100, speed: 50), Worker(2, waiting: 0, speed: 50)];
        Assert.Single(_balance.FindMoves(workers));

        _time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Empty(_balance.FindMoves(workers));

        _time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Single(_balance.FindMoves(workers));
    }

    [Fact]
    public void What_is_sticky_stays_and_a_worker_that_does_not_serve_gets_nothing()
    {
        Assert.Empty(_balance.FindMoves([Worker(1, 100, 50, DispatchPolicies.Sticky), Worker(2, 0, 50, DispatchPolicies.Sticky)]));
        var wedged = Worker(2, waiting: 0, speed: 50);
        Assert.Empty(_balance.FindMoves([Worker(1, 100, 50), wedged with { Status = wedged.Status with { State = WorkerState.Wedged } }]));
    }

    [Fact]
    public void No_more_moves_than_waits_and_nobody_gives_who_is_not_behind() => Gen.Select(Gen.Int[0, 500], Gen.Double[1, 200]).Array[1, 20].Sample(queues =>
    {
        RegisteredWorker[] workers = [.. queues.Select((queue, number) => Worker(number, queue.Item1, queue.Item2))];
        var even = queues.Sum(queue => queue.Item1) / queues.Sum(queue => queue.Item2);

        foreach (var move in new QueueBalance(_time).FindMoves(workers))
        {
            var (waiting, speed) = queues[move.From.Silo!.Generation];
            Assert.InRange(move.Count, 1, waiting);
            Assert.True((waiting - move.Count) / speed >= even - 1e-6);
        }
    });

    private static RegisteredWorker Worker(int number, int waiting, double speed, string policy = DispatchPolicies.ShortestQueue) => new(
        new()
        {
            Worker = Routes.Worker(number),
            SiloName = $"silo-{number}",
            Device = "cpu",
            QueueLength = waiting,
            Models = [new() { Name = "m", Version = "1", State = ModelState.Ready, Speed = speed, Waiting = waiting, DispatchPolicy = policy }],
        },
        HeardAt: 0);
}
