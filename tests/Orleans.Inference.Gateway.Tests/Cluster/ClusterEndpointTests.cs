using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Inference.Gateway.Tests.Cluster;

public sealed class ClusterEndpointTests : GatewayTests
{
    private static readonly SiloAddress Silo = SiloAddress.FromParsableString("10.0.0.5:11111@7");
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private Func<CancellationToken, Task<ClusterStatus>> _answer = _ => Task.FromResult(new ClusterStatus
    {
        At = Now,
        Dispatcher = Silo,
        Table = new(new(4, Now.UtcTicks, "a"), 12),
        Silos = [new(Silo, "silo-0", SiloStatus.ShuttingDown)],
        Workers =
        [
            new()
            {
                Worker = new(Silo, "cpu"), SiloName = "silo-0", Device = "cpu, 2 threads, 2 lanes", QueueLength = 3,
                State = WorkerState.Wedged, StateReason = "it hangs", StateSince = Now, MemoryUsed = 1200, MemoryBudget = 4000,
                Models = [new() { Name = "digits", Version = "1", State = ModelState.Ready, Speed = 2.5, DispatchPolicy = "shortest_queue", ContentHash = "0123456789abcdef", MemoryBytes = 1200 }],
            },
        ],
        Departed = [new(new(Silo, "cuda:0"), "silo-0", "it said goodbye", Now)],
        Aliases = [new() { Name = "digits@stable", Targets = [new("digits", "1", 95), new("digits")], Sticky = true, Shadow = new("digits", "3", 10) }],
    });

    public override async ValueTask InitializeAsync() => Gateway = await GatewayHost.StartAsync(
        services: services => services.AddSingleton(FakeDispatcher.Answering(cancellation => _answer(cancellation))));

    [Fact]
    public async Task It_tells_all_that_the_dispatcher_knows()
    {
        var expected = """
            {"at":"2030-01-02T03:04:05+00:00","dispatcher":"10.0.0.5:11111@7",
            "table":{"version":12,"epoch":{"membership_version":4,"started_at":"2030-01-02T03:04:05+00:00","activation":"a"}},
            "silos":[{"name":"silo-0","address":"10.0.0.5:11111@7","status":"shutting_down"}],
            "workers":[{"silo":"silo-0","silo_address":"10.0.0.5:11111@7","device":"cpu","description":"cpu, 2 threads, 2 lanes",
            "state":"wedged","state_reason":"it hangs","state_since":"2030-01-02T03:04:05+00:00","queue_length":3,"memory_used":1200,"memory_budget":4000,
            "models":[{"name":"digits","version":"1","state":"ready","reason":"","speed":2.5,"dispatch_policy":"shortest_queue",
            "content":"0123456789abcdef","memory_bytes":1200,"unsuitable":"","on_demand":false}]}],
            "departed":[{"silo":"silo-0","silo_address":"10.0.0.5:11111@7","device":"cuda:0","reason":"it said goodbye","at":"2030-01-02T03:04:05+00:00"}],
            "aliases":[{"name":"digits@stable",
            "targets":[{"model":"digits","version":"1","weight":95,"served":false},{"model":"digits","weight":1,"served":false}],
            "sticky":true,"shadow":{"model":"digits","version":"3","percent":10,"tolerance":0.0001,"served":false}}]}
            """.ReplaceLineEndings("");
        Assert.Equal(expected, (await GetAsync("/inference/cluster")).GetRawText());
    }

    [Fact]
    public async Task It_tells_what_the_dispatcher_chooses_and_leaves_out_what_has_no_limit()
    {
        var whole = await _answer(Cancellation);
        _answer = _ => Task.FromResult(whole with
        {
            Workers =
            [
                whole.Workers[0] with
                {
                    MemoryBudget = long.MaxValue,
                    Models = [Placed(new(true, 0, int.MaxValue, TimeSpan.FromMinutes(5))) with { Unsuitable = "the silo has no label 'zone'" }, Placed(new(false, 2, 3, TimeSpan.Zero))],
                },
            ],
        });

        var worker = (await GetAsync("/inference/cluster")).GetProperty("workers")[0];

        Assert.False(worker.TryGetProperty("memory_budget", out _));
        var models = worker.GetProperty("models");
        Assert.EndsWith(""","unsuitable":"the silo has no label 'zone'","on_demand":true,"min_replicas":0}""", models[0].GetRawText(), StringComparison.Ordinal);
        Assert.EndsWith(""","on_demand":false,"min_replicas":2,"max_replicas":3}""", models[1].GetRawText(), StringComparison.Ordinal);

        static ModelStatus Placed(ReplicaRule rule) => new() { Name = "words", Version = "1", State = ModelState.Unloaded, Replicas = rule };
    }

    [Fact]
    public async Task A_dispatcher_that_is_away_is_503_with_what_to_do()
    {
        _answer = _ => Task.FromException<ClusterStatus>(new SiloUnavailableException("its silo left."));
        var answer = await GetAsync("/inference/cluster", HttpStatusCode.ServiceUnavailable);
        Assert.Equal("The dispatcher cannot be reached now: its silo left. Ask again in a moment.", answer.GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_dispatcher_that_does_not_answer_is_not_waited_for()
    {
        _answer = _ => new TaskCompletionSource<ClusterStatus>().Task;
        var answer = await GetAsync("/inference/cluster", HttpStatusCode.ServiceUnavailable);
        Assert.Contains("did not answer within 3 s", answer.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_only_read()
    {
        using var response = await PostAsync("{}", "/inference/cluster");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }
}
