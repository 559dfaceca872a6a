using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Tests.Fakes;

namespace Orleans.Inference.Tests.Cluster;

/// <summary>Three silos: the model a on the first two, b on the last two, and a policy that the application of all of them brings.</summary>
public sealed class TrafficTests : IAsyncLifetime
{
    private const string OwnPolicy = "always_the_last";
    private InferenceCluster _cluster = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IDispatcherGrain Dispatcher => _cluster.Grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key);

    public async ValueTask InitializeAsync()
    {
        string[][] models = [["a"], ["a", "b"], ["b"]];
        _cluster = await InferenceCluster.StartAsync(
            3,
            options => options.DispatchPolicy = OwnPolicy,
            configureSilo: (number, silo) =>
            {
                silo.Services.AddSingleton<IModelBackend>(new EchoBackend(models[number]));
                silo.Services.AddInferenceDispatchPolicy(OwnPolicy, static destinations => new AlwaysTheLast(destinations));
            });
        await InferenceCluster.Until(() => Workers("a") == 2 && Workers("b") == 2);

        int Workers(string model) => _cluster.RouteTable.TryFind(model, null)?.Destinations.Length ?? 0;
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Each_model_is_called_where_it_is_served()
    {
        Assert.Equal(Serving("a"), await AnsweringAsync("a"));
        Assert.Equal(Serving("b"), await AnsweringAsync("b"));
        Assert.NotEqual(Serving("a"), Serving("b"));
    }

    [Fact]
    public async Task A_model_that_nobody_serves_is_refused_at_once_with_those_there_are()
    {
        var error = await Assert.ThrowsAsync<ModelNotFoundException>(() => _cluster.Client.InferAsync(EchoBackend.Request("c"), Cancel));

        Assert.Superset(new HashSet<string> { "a", "b", CodeBackend.ModelName }, error.Available.ToHashSet());
    }

    [Fact]
    public async Task The_applications_own_policy_decides_in_its_silos_and_a_client_without_it_gets_along()
    {
        var inSilo = _cluster.Services(_cluster.Silos[0]).GetRequiredService<IInferenceClient>();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => inSilo.InferAsync(EchoBackend.Request("a"), Cancel)));

        Assert.Single(answers.Select(answer => answer.Worker).Distinct());
        Assert.Equal(2, (await AnsweringAsync("a")).Count);
    }

    [Fact]
    public async Task A_request_chooses_its_own_policy()
    {
        var inSilo = _cluster.Services(_cluster.Silos[0]).GetRequiredService<IInferenceClient>();
        var byLot = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => inSilo.InferAsync(EchoBackend.Request("a", DispatchPolicies.RoundRobin), Cancel)));
        List<InferenceResponse> sticky = []; // one after the other: of many at once it sends some elsewhere
        for (var i = 0; i < 20; i++) sticky.Add(await _cluster.Client.InferAsync(EchoBackend.Request("b", DispatchPolicies.Sticky, "ada"), Cancel));

        Assert.Equal(2, byLot.Select(answer => answer.Worker).Distinct().Count());
        Assert.InRange(sticky.GroupBy(answer => answer.Worker).Max(group => group.Count()), 11, 20);
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => inSilo.InferAsync(EchoBackend.Request("a", "fastest"), Cancel));
        Assert.Contains("fastest", error.Message, StringComparison.Ordinal);
        Assert.Contains(OwnPolicy, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_dispatcher_names_workers_that_serve_the_model_and_counts_what_it_gave_away()
    {
        var chosen = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Dispatcher.ChooseWorkerAsync("b", cancellationToken: Cancel)));

        Assert.Subset(Serving("b"), chosen.ToHashSet());
        await Assert.ThrowsAsync<ModelNotFoundException>(() => Dispatcher.ChooseWorkerAsync("c", cancellationToken: Cancel));
    }

    private HashSet<WorkerId> Serving(string model) => [.. _cluster.RouteTable.Find(model, null).Destinations.Select(destination => destination.Worker)];

    private async Task<HashSet<WorkerId>> AnsweringAsync(string model) =>
        [.. (await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => _cluster.Client.InferAsync(EchoBackend.Request(model), Cancel)))).Select(answer => answer.Worker)];

    private sealed class AlwaysTheLast(ImmutableArray<Destination> destinations) : IDispatchPolicy
    {
        public Destination Choose(in DispatchContext context) => destinations[^1];
    }
}
