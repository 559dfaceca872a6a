using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Routing;

namespace Orleans.Inference.Tests.Routing;

public sealed class WorkerLoadEstimateTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly WorkerLoadEstimate _load;

    public WorkerLoadEstimateTests() => _load = new(_time);

    [Fact]
    public void A_worker_that_nobody_heard_of_has_no_load() => Assert.Equal(0, QueueLength);

    [Fact]
    public void A_request_counts_from_the_moment_it_is_sent_until_it_returns()
    {
        _load.Sent();
        _load.Sent();
        Assert.Equal(2, QueueLength);

        _load.Returned();
        Assert.Equal(1, QueueLength);
        Assert.Equal(1, _load.InFlight);
    }

    [Fact]
    public void The_requests_of_others_are_what_the_worker_told_less_ones_own()
    {
        _load.Sent();
        _load.Sent();
        _load.Sent();

        // The first one comes back: the worker still has two of ours and eight of others.
        Told(new(QueueLength: 10, Speed: 1));
        _load.Returned();

        Assert.Equal(10, QueueLength);
    }

    [Fact]
    public void A_worker_that_told_less_than_we_know_of_has_what_we_know_of()
    {
        for (var i = 0; i < 5; i++) _load.Sent();

        Told(new(QueueLength: 0, Speed: 1));

        Assert.Equal(5, QueueLength);
    }

    [Fact]
    public void What_was_told_of_others_fades_and_ones_own_requests_do_not()
    {
        _load.Sent();
        _load.Sent();
        Told(new(QueueLength: 9, Speed: 1));
        Assert.Equal(10, QueueLength, precision: 9);

        _time.Advance(TimeSpan.FromSeconds(40)); // the worker needs 8 s for what the others have there
        Assert.Equal(2 + 4, QueueLength, precision: 9);

        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(2, QueueLength, precision: 6);
    }

    [Fact]
    public void What_a_fast_worker_told_is_kept_for_a_while_all_the_same()
    {
        _load.Sent();
        _load.Told(new(QueueLength: 8, Speed: 1000), _time.GetTimestamp());

        _time.Advance(TimeSpan.FromSeconds(2.5));

        Assert.Equal(1 + 4, QueueLength, precision: 9);
    }

    [Fact]
    public void A_credit_counts_until_the_next_report()
    {
        _load.Reported(new(QueueLength: 4, Speed: 1), _time.GetTimestamp());
        _load.Credit(_time.GetTimestamp());
        _load.Credit(_time.GetTimestamp());
        Assert.Equal(6, QueueLength, precision: 9);

        _load.Reported(new(QueueLength: 5, Speed: 1), _time.GetTimestamp());
        Assert.Equal(5, QueueLength, precision: 9);
    }

    [Fact]
    public void What_is_told_anew_does_not_fade_from_before()
    {
        _load.Sent();
        Told(new(QueueLength: 8, Speed: 1));
        _time.Advance(TimeSpan.FromSeconds(10));

        Told(new(QueueLength: 4, Speed: 1));

        Assert.Equal(1 + 4, QueueLength, precision: 9);
    }

    [Fact]
    public void Requests_of_many_threads_are_all_counted()
    {
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                _load.Sent();
                _load.Sent();
                _load.Returned();
            }
        });

        Assert.Equal(80_000, _load.InFlight);
    }

    private double QueueLength => _load.QueueLengthAt(_time.GetTimestamp());

    private void Told(WorkerLoad load) => _load.Told(load, _time.GetTimestamp());
}
