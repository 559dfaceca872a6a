using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Orleans.Inference.FastChatWorker;

namespace Orleans.Inference.Gateway.Tests.FastChat;

/// <summary>The routes of FastChat's controller.</summary>
public sealed class ControllerTests(FastChatSilo silo) : IClassFixture<FastChatSilo>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_that_registers_is_listed_and_its_address_is_given_at_once()
    {
        await using var worker = await silo.StartWorkerAsync("listed");
        await using var seeing = await silo.StartWorkerAsync("seeing", plan => plan.IsMultimodal = true);

        Assert.Equal(worker.Url, await silo.AddressOfAsync("listed"));
        var (all, multimodal, language) = (await silo.ListAsync(), await silo.ListAsync("/list_multimodal_models"), await silo.ListAsync("/list_language_models"));
        Assert.Contains("listed", all);
        Assert.Contains("seeing", all);
        Assert.Contains("seeing", multimodal);
        Assert.DoesNotContain("listed", multimodal);
        Assert.Contains("listed", language);
        Assert.Equal("\"success\"", await silo.Http.GetStringAsync("/test_connection", Cancellation));
    }

    [Fact]
    public async Task A_worker_that_says_nothing_of_itself_is_asked()
    {
        await using var worker = await FakeFastChatWorker.StartAsync(new() { Models = ["asked-a", "asked-b"] });

        using var response = await worker.RegisterAsync(silo.Url, checkHeartBeat: false, tellsStatus: false, Cancellation);

        Assert.Equal("null", await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(worker.Url, await silo.AddressOfAsync("asked-b"));
    }

    [Fact]
    public async Task A_registration_that_registered_nothing_is_no_success()
    {
        await using var worker = await FakeFastChatWorker.StartAsync();
        await worker.StopAsync();

        using var response = await worker.RegisterAsync(silo.Url, checkHeartBeat: false, tellsStatus: false, Cancellation);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains(worker.Url, await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Null(await silo.FindAsync(worker));
    }

    [Fact]
    public async Task A_worker_whose_port_is_not_open_yet_joins_when_it_is()
    {
        await using var worker = await FakeFastChatWorker.StartAsync(new() { Models = ["early"] });
        await worker.StopAsync();

        using var response = await worker.RegisterAsync(silo.Url, cancellationToken: Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("", await silo.AddressOfAsync("early"));
        Assert.Equal(WorkerState.Unreachable, (await silo.FindAsync(worker))!.State);
        await worker.ListenAsync();
        await FastChatSilo.UntilAsync(async () => await silo.AddressOfAsync("early") == worker.Url);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"check_heart_beat":true}""", "worker_name")]
    [InlineData("""{"worker_name":5,"check_heart_beat":true}""", "worker_name")]
    [InlineData("""{"worker_name":"http://127.0.0.1:1"}""", "check_heart_beat")]
    [InlineData("""{"worker_name":"http://127.0.0.1:1","check_heart_beat":"yes"}""", "check_heart_beat")]
    [InlineData("""{"worker_name":"http://127.0.0.1:1","check_heart_beat":true,"worker_status":5}""", "worker_status")]
    [InlineData("""{"worker_name":"http://127.0.0.1:1","check_heart_beat":true,"worker_status":{"model_names":[1]}}""", "model_names")]
    [InlineData("""{"worker_name":"http://127.0.0.1:1","check_heart_beat":true,"worker_status":{"model_names":["m"],"speed":-1}}""", "speed")]
    [InlineData("""{"worker_name":"http://127.0.0.1:1","check_heart_beat":true,"worker_status":{"model_names":["m"],"queue_length":"x"}}""", "queue_length")]
    [InlineData("""{"worker_name":"file:///etc/passwd","check_heart_beat":true}""", "worker_name")]
    [InlineData("""{"worker_name":"http://127.0.0.1:1/../x","check_heart_beat":true}""", "worker_name")]
    public async Task A_wrong_registration_is_told_which_field_is_wrong(string body, string field = "request body")
    {
        using var response = await silo.Http.PostAsync("/register_worker", new StringContent(body, Encoding.UTF8, "text/plain"), Cancellation);

        var error = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("error", error.GetProperty("object").GetString());
        Assert.Contains(field, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.InRange(error.GetProperty("code").GetInt32(), 40000, 40399);
    }

    [Theory]
    [InlineData("http://169.254.169.254")]
    [InlineData("http://10.0.0.1:21002")]
    [InlineData("http://[2001:db8::1]:80")]
    public async Task A_worker_elsewhere_is_refused_and_the_setting_is_named_that_would_allow_it(string url)
    {
        using var response = await silo.Http.PostAsJsonAsync("/register_worker", new { worker_name = url, check_heart_beat = false }, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("FastChat:WorkerNetworks", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_serves_what_nobody_knows()
    {
        Assert.Equal("", await silo.AddressOfAsync("unknown"));
        Assert.False((await silo.PostAsync("/receive_heart_beat", new { worker_name = "http://127.0.0.1:1", queue_length = 0 })).GetProperty("exist").GetBoolean());
    }

    [Fact]
    public async Task Addresses_are_given_out_evenly_before_any_worker_says_a_word_of_its_load()
    {
        await using var one = await silo.StartWorkerAsync("even");
        await using var two = await silo.StartWorkerAsync("even");

        var given = new List<string>();
        for (var i = 0; i < 20; i++) given.Add(await silo.AddressOfAsync("even"));

        Assert.InRange(given.Count(address => address == one.Url), 7, 13);
    }

    [Fact]
    public async Task A_worker_that_hangs_holds_up_nobody()
    {
        await using var hung = await silo.StartWorkerAsync("hung");
        await using var well = await silo.StartWorkerAsync("well");
        hung.Plan.Hangs = true;

        var refresh = silo.PostAsync("/refresh_all_workers", new { });
        Assert.Equal(well.Url, await silo.AddressOfAsync("well").WaitAsync(TimeSpan.FromSeconds(2), Cancellation));
        Assert.Contains("well", await silo.ListAsync());
        await refresh.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);

        Assert.Equal(well.Url, await silo.AddressOfAsync("well"));
    }

    [Fact]
    public async Task The_cluster_is_a_worker_to_another_controller()
    {
        await using var one = await silo.StartWorkerAsync("inner", plan => (plan.Speed, plan.QueueLength) = (2, 3));

        var status = await silo.PostAsync("/worker_get_status", new { });

        var names = status.GetProperty("model_names").EnumerateArray().Select(name => name.GetString()!).ToArray();
        Assert.Contains("inner", names);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.True(status.GetProperty("speed").GetDouble() >= 2);
        Assert.True(status.GetProperty("queue_length").GetInt64() >= 3);
    }

    [Fact]
    public async Task The_cluster_is_no_worker_of_itself()
    {
        await using var worker = await silo.StartWorkerAsync("mirrored");

        using var response = await silo.Http.PostAsJsonAsync("/register_worker", new { worker_name = silo.Url.GetLeftPart(UriPartial.Authority), check_heart_beat = false }, Cancellation);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("itself", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }
}
