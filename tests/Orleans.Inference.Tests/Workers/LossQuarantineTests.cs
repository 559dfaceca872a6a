using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Workers;

namespace Orleans.Inference.Tests.Workers;

public sealed class LossQuarantineTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch + TimeSpan.FromDays(1));
    private readonly LossQuarantine _quarantine;
    private readonly Guid _first = Guid.NewGuid();
    private readonly Guid _second = Guid.NewGuid();

    public LossQuarantineTests() => _quarantine = new(_time);

    [Fact]
    public void One_request_is_tried_at_a_time_and_its_answer_is_on_its_way_before_the_next_one()
    {
        Assert.True(_quarantine.TryReserve(_first));
        Assert.False(_quarantine.TryReserve(_second));
        using var turn = _quarantine.TryEnter(_first)!.Value;
        _time.Advance(LossQuarantine.RunLimit * 10); // it waits in the queue
        Assert.False(_quarantine.TryReserve(_second));
        Assert.Null(_quarantine.TryEnter(_second));

        turn.Began();
        Assert.False(_quarantine.TryReserve(_second));
        turn.Dispose();
        Assert.False(_quarantine.TryReserve(_second));
        _time.Advance(LossQuarantine.Grace);
        Assert.True(_quarantine.TryReserve(_second));
    }

    [Fact]
    public void One_that_runs_long_without_harm_makes_room_and_its_end_takes_nobody_elses_turn()
    {
        using var turn = _quarantine.TryEnter(_first)!.Value;
        turn.Began();
        _time.Advance(LossQuarantine.RunLimit);
        Assert.True(_quarantine.TryReserve(_second));

        turn.Dispose();
        _time.Advance(LossQuarantine.Grace);
        Assert.Null(_quarantine.TryEnter(_first));
    }

    [Fact]
    public void One_that_does_not_come_loses_its_turn()
    {
        Assert.True(_quarantine.TryReserve(_first));
        _time.Advance(LossQuarantine.ArrivalLimit);
        Assert.True(_quarantine.TryReserve(_second));
    }
}
