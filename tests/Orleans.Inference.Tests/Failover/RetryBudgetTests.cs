using Microsoft.Extensions.Time.Testing;
using Orleans.Inference.Failover;

namespace Orleans.Inference.Tests.Failover;

public sealed class RetryBudgetTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_process_that_sends_little_has_a_reserve() => Assert.Equal(RetryBudget.Reserve, Spend(new(_time)));

    [Fact]
    public void Each_request_adds_a_share_for_ten_seconds()
    {
        RetryBudget budget = new(_time);
        for (var i = 0; i < 1000; i++) budget.Deposit();
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(RetryBudget.Reserve + (1000 * RetryBudget.Share), Spend(budget));
    }

    [Fact]
    public void What_was_deposited_and_spent_is_forgotten_after_ten_seconds()
    {
        RetryBudget budget = new(_time);
        for (var i = 0; i < 1000; i++) budget.Deposit();
        Spend(budget);
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(RetryBudget.Reserve, Spend(budget));
    }

    [Fact]
    public void What_can_do_without_leaves_the_rest_to_what_cannot()
    {
        RetryBudget budget = new(_time);

        Assert.Equal(RetryBudget.Reserve / 2, Spend(budget, part: 0.5));
        Assert.Equal(RetryBudget.Reserve / 2, Spend(budget));
    }

    private static int Spend(RetryBudget budget, double part = 1)
    {
        var spent = 0;
        while (budget.TryWithdraw(part)) spent++;
        return spent;
    }
}
