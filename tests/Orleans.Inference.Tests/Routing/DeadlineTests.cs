using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Routing;

namespace Orleans.Inference.Tests.Routing;

public sealed class DeadlineTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_deadline_passes_when_its_time_is_over()
    {
        using var deadline = Deadline.Start(TimeSpan.FromSeconds(1), _time, CancellationToken.None);

        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(deadline.Token.IsCancellationRequested);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(deadline.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_caller_who_gives_up_ends_the_wait()
    {
        using var caller = new CancellationTokenSource();
        using var deadline = Deadline.Start(TimeSpan.FromHours(1), _time, caller.Token);
        Assert.False(deadline.Token.IsCancellationRequested);

        caller.Cancel();

        Assert.True(deadline.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_caller_who_had_given_up_before_never_waits()
    {
        using var deadline = Deadline.Start(TimeSpan.FromHours(1), _time, new CancellationToken(canceled: true));

        Assert.True(deadline.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_deadline_that_is_over_with_leaves_nothing_behind()
    {
        using var caller = new CancellationTokenSource();
        var deadline = Deadline.Start(TimeSpan.FromSeconds(1), _time, caller.Token);
        var token = deadline.Token;

        deadline.Dispose();
        _time.Advance(TimeSpan.FromSeconds(2));
        caller.Cancel();

        Assert.False(token.IsCancellationRequested);
    }
}
