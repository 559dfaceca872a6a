using System.Net.Http.Json;
using System.Text.Json;
using Orleans.Inference.FastChatWorker;

namespace Orleans.Inference.Gateway.Tests.Executable;

/// <summary>The silo in the place of FastChat's controller.</summary>
public sealed class FastChatTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_takes_the_place_of_the_controller_and_workers_find_it_again_after_a_restart()
    {
        await using var worker = await FakeFastChatWorker.StartAsync(new() { Models = ["vicuna"] });
        await using (var silo = await SiloProcess.StartAsync(null, "--dispatch-method", "shortest_queue"))
        {
            using (await worker.RegisterAsync(silo.Http.BaseAddress!, cancellationToken: Cancel))
            {
                Assert.Equal(["vicuna"], await ListAsync(silo));
                Assert.Equal(worker.Url, await AddressOfAsync(silo, "vicuna"));
                Assert.Equal("", await AddressOfAsync(silo, "digits"));
            }

            var (exitCode, output, errors) = await SiloProcess.RunAsync("status", "--urls", silo.Http.BaseAddress!.ToString());
            Assert.Equal((0, ""), (exitCode, errors));
            Assert.Matches($@"\n\S+ +{worker.Url} +serving .* vicuna +0  ready", output);
        }

        await using var next = await SiloProcess.StartAsync(null, "--dispatch-method", "shortest_queue");
        Assert.Empty(await ListAsync(next));
        Assert.False(await worker.BeatAsync(next.Http.BaseAddress!, Cancel));
        Assert.Equal(worker.Url, await AddressOfAsync(next, "vicuna"));
    }

    private static async Task<string[]> ListAsync(SiloProcess silo) =>
        [.. (await PostAsync(silo, "/list_models", new { })).GetProperty("models").EnumerateArray().Select(model => model.GetString()!)];

    private static async Task<string?> AddressOfAsync(SiloProcess silo, string model) => (await PostAsync(silo, "/get_worker_address", new { model })).GetProperty("address").GetString();

    private static async Task<JsonElement> PostAsync(SiloProcess silo, string path, object body)
    {
        using var response = await silo.Http.PostAsJsonAsync(path, body, Cancel);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }
}
