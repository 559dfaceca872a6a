using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Gateway.Tests.Cluster;

namespace Orleans.Inference.Gateway.Tests;

public sealed class RepositoryTests : GatewayTests
{
    private const string Index = "/v2/repository/index", Load = "/v2/repository/models/digits/load", Unload = "/v2/repository/models/digits/unload";

    private static readonly SiloAddress Silo = SiloAddress.FromParsableString("10.0.0.5:11111@7");
    private static readonly WorkerId Cpu = new(Silo, "cpu"), Gpu = new(Silo, "cuda:0");

    private ImmutableArray<WorkerStatus> _workers = [];

    public override async ValueTask InitializeAsync() => Gateway = await GatewayHost.StartAsync(
        services: services => services.AddSingleton(FakeDispatcher.Answering(_ => Task.FromResult(new ClusterStatus
        {
            At = DateTimeOffset.UnixEpoch,
            Dispatcher = Silo,
            Table = RouteTableStamp.None,
            Silos = [],
            Workers = _workers,
        }))));

    [Theory]
    [InlineData(ModelState.Ready, "READY", "")]
    [InlineData(ModelState.Loading, "LOADING", "as it is")]
    [InlineData(ModelState.Unloading, "UNLOADING", "as it is")]
    [InlineData(ModelState.Failed, "UNAVAILABLE", "as it is")]
    [InlineData(ModelState.Unloaded, "UNAVAILABLE", "as it is")]
    public async Task The_index_is_an_array_of_versions_with_their_states_and_reasons(ModelState state, string name, string reason)
    {
        _workers = [Worker(Cpu, Model("digits", "2", state) with { Reason = "as it is" })];
        Assert.Equal($$"""[{"name":"digits","version":"2","state":"{{name}}","reason":"{{reason}}"}]""", (await CallAsync(Index, "")).GetRawText());
    }

    [Fact]
    public async Task The_index_says_why_a_model_that_never_was_loaded_is_unavailable()
    {
        _workers =
        [
            Worker(
                Cpu,
                Model("a", "1", ModelState.Unloaded) with { Unsuitable = "the silo has no label 'zone'" },
                Model("b", "1", ModelState.Unloaded) with { Replicas = new(true, 0, 1, TimeSpan.Zero) },
                Model("c", "1", ModelState.Unloaded)),
        ];
        var index = await CallAsync(Index, "{}");
        Assert.Equal(
            ["the silo has no label 'zone'", "it is loaded by its first request", "it is not loaded"],
            index.EnumerateArray().Select(model => model.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_version_is_in_the_index_once_in_the_best_state_that_any_worker_has_it()
    {
        _workers =
        [
            Worker(Cpu, Model("words", "1", ModelState.Ready), Model("digits", "2", ModelState.Failed) with { Reason = "half a file" }),
            Worker(Gpu, Model("digits", "2", ModelState.Ready), Model("digits", "1", ModelState.Unloading)),
        ];
        Assert.Equal(["digits 1 UNLOADING", "digits 2 READY", "words 1 READY"], Entries(await CallAsync(Index, "")));
    }

    [Theory]
    [InlineData("""{"ready":true}""", new[] { "digits 2 READY" })]
    [InlineData("""{"ready":false}""", new[] { "digits 1 UNAVAILABLE", "digits 2 READY" })]
    [InlineData("""{"later":[{"a":1}],"ready":true}""", new[] { "digits 2 READY" })]
    public async Task The_index_can_be_of_what_is_ready_alone(string body, string[] expected)
    {
        _workers = [Worker(Cpu, Model("digits", "1", ModelState.Failed), Model("digits", "2", ModelState.Ready))];
        Assert.Equal(expected, Entries(await CallAsync(Index, body)));
        Assert.Equal(expected, Entries(await CallAsync("/v2/repository/anything/index", body)));
    }

    [Theory]
    [InlineData(Load, "", true)]
    [InlineData(Load, "{}", true)]
    [InlineData(Load, """{"parameters":{}}""", true)]
    [InlineData(Unload, "", false)]
    [InlineData(Unload, """{"parameters":{"unload_dependents":false}}""", false)]
    [InlineData("/v2/repository/anything/models/digits/load", "", true)]
    [InlineData("/v2/repository/anything/models/digits/unload", "{}", false)]
    public async Task Without_parameters_a_model_is_loaded_and_unloaded_everywhere(string path, string body, bool isLoad)
    {
        Client.Outcomes = [new() { Worker = Cpu, Model = new("digits", "2"), State = ModelState.Ready, Duration = TimeSpan.FromMilliseconds(1250) }];
        Assert.Equal(
            """{"workers":[{"worker":"10.0.0.5:11111@7/cpu","model":"digits","version":"2","state":"ready","reason":"","seconds":1.25}]}""",
            (await CallAsync(path, body)).GetRawText());
        var change = Assert.Single(Client.Changes);
        Assert.Equal(("digits", isLoad), (change.Model, change.IsLoad));
        Assert.Equal((null, false), (change.Scope!.Version, change.Scope.Reload));
        Assert.Empty(change.Scope.Workers);
    }

    [Theory]
    [InlineData(Load)]
    [InlineData(Unload)]
    public async Task The_parameters_say_which_version_where_and_whether_again(string path)
    {
        await CallAsync(path, """{"parameters":{"version":"2","workers":["silo-1","10.0.0.5:11111@7/cpu"],"reload":true}}""");
        var scope = Assert.Single(Client.Changes).Scope!;
        Assert.Equal(("2", true), (scope.Version, scope.Reload));
        Assert.Equal(["silo-1", "10.0.0.5:11111@7/cpu"], scope.Workers);
    }

    [Theory]
    [InlineData("""{"parameters":{"config":"{}"}}""", "parameter 'config'", "from the repository")]
    [InlineData("""{"parameters":{"file:1/model.onnx":"AAAA"}}""", "parameter 'file:1/model.onnx'", "from the repository")]
    [InlineData("""{"parameters":{"version":2}}""", "parameter 'version'", "2")]
    [InlineData("""{"parameters":{"reload":"yes"}}""", "parameter 'reload'", "yes")]
    [InlineData("""{"parameters":{"workers":"silo-1"}}""", "parameter 'workers'", "array")]
    [InlineData("""{"parameters":{"workers":[1]}}""", "parameter 'workers'", "names of silos or workers")]
    [InlineData("""{"parameters":[]}""", "parameters", "object")]
    [InlineData("""{"parameters":{}""", "request body", "JSON")]
    [InlineData("{} {}", "request body", "JSON")]
    [InlineData("[]", "request", "object")]
    [InlineData("no", "request body", "JSON")]
    public async Task What_cannot_be_asked_for_is_400_and_nothing_is_loaded(string body, params string[] expected)
    {
        foreach (var path in (string[])[Load, Unload])
        {
            using var response = await PostAsync(body, path);
            await RefusedAsync(response, HttpStatusCode.BadRequest, expected);
        }

        Assert.Empty(Client.Changes);
    }

    [Theory]
    [InlineData("""{"ready":1}""", "ready")]
    [InlineData("""{"ready":true""", "JSON")]
    [InlineData("[]", "object")]
    public async Task A_wrong_call_of_the_index_is_400(string body, string expected)
    {
        using var response = await PostAsync(body, Index);
        await RefusedAsync(response, HttpStatusCode.BadRequest, expected);
    }

    [Fact]
    public async Task What_fails_on_a_worker_is_400_and_names_the_worker_and_the_reason()
    {
        Client.Outcomes =
        [
            new() { Worker = Cpu, Model = new("digits", "2"), State = ModelState.Ready },
            new() { Worker = Gpu, Model = new("digits", "2"), State = ModelState.Failed, Reason = "half a file" },
        ];
        var answer = await CallAsync(Load, "", HttpStatusCode.BadRequest);
        Assert.Equal("digits/2 on 10.0.0.5:11111@7/cuda:0: half a file", answer.GetProperty("error").GetString());
        Assert.Equal(["ready", "failed"], answer.GetProperty("workers").EnumerateArray().Select(worker => worker.GetProperty("state").GetString()));
    }

    [Theory]
    [InlineData(Index)]
    [InlineData(Load)]
    [InlineData(Unload)]
    [InlineData("/v2/repository/anything/index")]
    public async Task Other_verbs_are_405(string path)
    {
        using var response = await Gateway.Http.GetAsync(path, Cancellation);
        await RefusedAsync(response, HttpStatusCode.MethodNotAllowed, "POST");
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    private async Task<JsonElement> CallAsync(string path, string body, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var response = await PostAsync(body, path);
        return await ReadAsync(response, status);
    }

    private static IEnumerable<string> Entries(JsonElement index) => index.EnumerateArray().Select(model => $"{model.GetProperty("name")} {model.GetProperty("version")} {model.GetProperty("state")}");

    private static WorkerStatus Worker(WorkerId worker, params ModelStatus[] models) =>
        new() { Worker = worker, SiloName = "silo-1", Device = worker.Device, QueueLength = 0, Models = [.. models] };

    private static ModelStatus Model(string name, string version, ModelState state) => new() { Name = name, Version = version, State = state };
}
