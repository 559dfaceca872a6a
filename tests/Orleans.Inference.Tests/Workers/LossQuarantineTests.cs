using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Workers;

namespace Orleans.Inference.Tests.Workers;

public sealed class LossQuarantineTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch + TimeSpan.FromDays(1));
    private readonly LossQuarantine _quarantine;

    public LossQuarantineTests() => _quarantine = new(_time);

    [Fact]
    public void One_request_is_tried_at_a_time()
    {
        var first = _quarantine.TryEnter();
        Assert.NotNull(first);
        Assert.Null(_quarantine.TryEnter());

        first.Value.Dispose();
        Assert.NotNull(_quarantine.TryEnter());
    }

    [Fact]
    public void One_that_runs_long_without_harm_makes_room_and_its_end_takes_nobody_elses_turn()
    {
        var first = _quarantine.TryEnter();
        _time.Advance(LossQuarantine.Limit);
        Assert.NotNull(_quarantine.TryEnter());

        first!.Value.Dispose();
        Assert.Null(_quarantine.TryEnter());
    }
}
