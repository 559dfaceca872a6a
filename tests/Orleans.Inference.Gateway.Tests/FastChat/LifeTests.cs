using System.Net;
using Orleans.Inference.FastChatWorker;

namespace Orleans.Inference.Gateway.Tests.FastChat;

/// <summary>Workers that die, hang, stop and come back.</summary>
public sealed class LifeTests(FastChatSilo silo) : IClassFixture<FastChatSilo>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_that_stops_leaves_the_routes_and_comes_back_by_itself()
    {
        await using var worker = await silo.StartWorkerAsync("returning");
        await worker.StopAsync();
        await Assert.ThrowsAsync<NoWorkerException>(() => silo.ChatAsync("returning"));
        Assert.Equal("", await silo.AddressOfAsync("returning"));
        var status = await silo.FindAsync(worker);
        Assert.Equal(WorkerState.Unreachable, status!.State);
        Assert.NotEmpty(status.StateReason);

        await worker.ListenAsync();
        await FastChatSilo.UntilAsync(async () => await silo.AddressOfAsync("returning") == worker.Url);

        Assert.Equal(worker.Plan.Answer, FastChatSilo.TextOf(await silo.ChatAsync("returning")));
    }

    [Fact]
    public async Task A_worker_that_hangs_leaves_the_routes_until_it_answers()
    {
        await using var worker = await silo.StartWorkerAsync("hanging");
        worker.Plan.Hangs = true;

        await FastChatSilo.UntilAsync(async () => (await silo.FindAsync(worker))!.State == WorkerState.Unreachable);
        worker.Plan.Hangs = false;

        await FastChatSilo.UntilAsync(async () => (await silo.FindAsync(worker))!.State == WorkerState.Serving);
    }

    [Fact]
    public async Task A_worker_without_heart_beats_is_kept_as_long_as_it_answers_and_forgotten_when_it_does_neither()
    {
        await using var worker = await silo.StartWorkerAsync("beating", checkHeartBeat: true);
        await Task.Delay(FastChatSilo.Expiration + TimeSpan.FromMilliseconds(500), Cancellation); // its heart beats never came
        Assert.Equal(worker.Url, await silo.AddressOfAsync("beating"));

        await worker.StopAsync();

        await FastChatSilo.UntilAsync(async () => await silo.FindAsync(worker) is null);
    }

    [Fact]
    public async Task A_worker_that_was_forgotten_is_told_so_and_registers_again()
    {
        await using var worker = await FakeFastChatWorker.StartAsync(new() { Models = ["forgotten"] });

        Assert.False(await worker.BeatAsync(silo.Url, Cancellation));
        Assert.True(await worker.BeatAsync(silo.Url, Cancellation));
        Assert.Equal(worker.Url, await silo.AddressOfAsync("forgotten"));
    }

    [Fact]
    public async Task Models_that_a_worker_gets_later_are_served_and_those_that_it_loses_are_not()
    {
        await using var worker = await silo.StartWorkerAsync("first");

        worker.Plan.Models = ["second"];
        using (await silo.Http.PostAsync("/refresh_all_workers", null, Cancellation))
        {
            await FastChatSilo.UntilAsync(async () => await silo.AddressOfAsync("second") == worker.Url);
        }

        Assert.DoesNotContain("first", await silo.ListAsync());
    }

    [Fact]
    public async Task The_queue_that_a_worker_tells_is_the_clusters()
    {
        await using var worker = await silo.StartWorkerAsync("queued");
        worker.Plan.QueueLength = 7;

        await worker.BeatAsync(silo.Url, Cancellation);

        await FastChatSilo.UntilAsync(async () => (await silo.FindAsync(worker))!.QueueLength == 7);
    }

    [Fact]
    public async Task External_workers_are_in_the_clusters_status()
    {
        await using var worker = await silo.StartWorkerAsync("shown");

        using var response = await silo.Http.GetAsync("/inference/cluster", Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(worker.Url, await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tensors_are_refused()
    {
        await using var worker = await silo.StartWorkerAsync("texts");

        using var response = await silo.Http.PostAsync("/v2/models/texts/infer", new StringContent("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}"""), Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("text alone", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }
}
