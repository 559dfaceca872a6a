using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.FastChatWorker;

namespace Orleans.Inference.Tests.Cluster;

/// <summary>External workers in a cluster whose silos come and go.</summary>
public sealed class ExternalWorkerTests : IAsyncLifetime
{
    private InferenceCluster _cluster = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ITextClient Text => _cluster.ClientServices.GetRequiredService<ITextClient>();

    public async ValueTask InitializeAsync() => _cluster = await InferenceCluster.StartAsync(
        3, options => (options.ModelRepository, options.Devices) = (null, [new() { Name = "none" }]), configureSilo: (_, silo) => silo.AddFastChatWorkers());

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_worker_outlives_the_silos_that_host_it()
    {
        await using var worker = await FakeFastChatWorker.StartAsync();
        var registered = await _cluster.Grains.GetExternalWorker(worker.Url).RegisterAsync(new() { Url = worker.Url, Models = [.. worker.Plan.Models] }, Cancel);
        Assert.Equal(RegistrationOutcome.Registered, registered.Outcome);
        await UntilItAnswers(worker);

        // The last one of them hosts the worker and the dispatcher alike, wherever they were before.
        for (var left = 3; left > 1; left--)
        {
            var host = (await FindAsync(worker))!.Host;
            await _cluster.KillSiloAsync(_cluster.Silos.Single(silo => silo.SiloAddress.Equals(host)));
            await UntilItAnswers(worker);
            await InferenceCluster.Until(() => _cluster.Silos.Count == left - 1);
        }

        Assert.Equal(WorkerState.Serving, (await FindAsync(worker))!.State);
    }

    private async Task UntilItAnswers(FakeFastChatWorker worker)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(40));
        while (true)
        {
            try
            {
                var answer = await Text.CompleteAsync(new() { Model = worker.Plan.Models[0], Prompt = "Say it: ", MaxNewTokens = 50 }, patience.Token);
                Assert.Equal(worker.Plan.Answer, answer.Text);
                return;
            }
            catch (Exception exception) when (exception is InferenceException or OrleansException && !patience.IsCancellationRequested)
            {
                await Task.Delay(50, patience.Token);
            }
        }
    }

    private async Task<WorkerStatus?> FindAsync(FakeFastChatWorker worker)
    {
        WorkerStatus? found = null;
        while (found?.State != WorkerState.Serving)
        {
            var cluster = await _cluster.Grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key).GetClusterAsync(Cancel);
            found = cluster.Workers.FirstOrDefault(known => known.Worker == WorkerId.External(worker.Url));
        }

        return found;
    }
}
