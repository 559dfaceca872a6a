using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Inference.Policies;
using Orleans.Inference.Tests.Routing;

namespace Orleans.Inference.Tests.Policies;

public sealed class DispatchPolicyCatalogTests
{
    [Fact]
    public void Every_policy_that_has_a_name_is_there() => Assert.Equal(DispatchPolicies.All.Order(StringComparer.Ordinal), Routes.Policies().Names);

    [Fact]
    public void An_application_adds_its_own_and_replaces_what_it_likes()
    {
        var policies = Routes.Policies(new("first", static destinations => new FirstPolicy(destinations)), new(DispatchPolicies.Lottery, static destinations => new FirstPolicy(destinations)));
        var fleet = new Fleet(1, 1, 1);

        Assert.Contains("first", policies.Names);
        Assert.Same(fleet[0], policies.Create("first", fleet.Destinations).Choose(fleet.Context()));
        Assert.IsType<FirstPolicy>(policies.Create(DispatchPolicies.Lottery, fleet.Destinations));
    }

    [Fact]
    public void What_is_not_known_here_is_two_at_random_and_is_said_once()
    {
        var logger = new ListLogger();
        var policies = new DispatchPolicyCatalog([], logger);
        var fleet = new Fleet(1, 1);

        for (var i = 0; i < 3; i++) Assert.IsType<PowerOfTwoPolicy>(policies.Create("a_policy_of_tomorrow", fleet.Destinations));

        var said = Assert.Single(logger.Messages);
        Assert.StartsWith("Warning", said, StringComparison.Ordinal);
        Assert.Contains("a_policy_of_tomorrow", said, StringComparison.Ordinal);
        Assert.Contains(DispatchPolicies.PowerOfTwo, said, StringComparison.Ordinal);
    }

    private sealed class FirstPolicy(ImmutableArray<Destination> destinations) : IDispatchPolicy
    {
        public Destination Choose(in DispatchContext context) => destinations[0];
    }

    private sealed class ListLogger : ILogger<DispatchPolicyCatalog>
    {
        public List<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Messages.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
