using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Inference.Embedding.Tests.Application;
using Orleans.Inference.ModelExporter.Digits;

namespace Orleans.Inference.Embedding.Tests;

public sealed class EmbeddingTests : IAsyncLifetime
{
    private readonly ScanSet _scans = ScanSet.Read(Path.Combine(AppContext.BaseDirectory, "data"), "digits-test");
    private readonly DirectoryInfo _claims = Directory.CreateTempSubdirectory("inference-claims-");
    private IHost _serving = null!;
    private IHost _routing = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var (first, second) = (ApplicationSilo.FreePort(), ApplicationSilo.FreePort());
        _serving = ApplicationSilo.Build("serving", first, first, silo => silo.AddOnnxRuntime().AddInference(options =>
        {
            options.ModelRepository = ApplicationSilo.ModelFolder;
            options.DeviceClaims = _claims.FullName;
        }));
        await _serving.StartAsync(Cancel);
        _routing = ApplicationSilo.Build("routing", second, first, silo => silo.AddInference(o => o.Devices = [new() { Name = "none" }]));
        await _routing.StartAsync(Cancel);
        await _serving.ReadyAsync(Cancel);
        await _routing.ReadyAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _routing.StopAsync(CancellationToken.None);
        await _serving.StopAsync(CancellationToken.None);
        _routing.Dispose();
        _serving.Dispose();
        _claims.Delete(recursive: true);
    }

    [Fact]
    public async Task A_grain_of_the_application_classifies_with_the_injected_client_on_either_silo()
    {
        var grains = _serving.Services.GetRequiredService<IGrainFactory>();
        HashSet<string> silos = [];
        for (var key = 0; silos.Count < 2; key++)
        {
            var grain = grains.GetGrain<IPostcodeGrain>(key);
            var read = await grain.ReadAsync([.. Enumerable.Range(0, 5).Select(Scan)]);
            Assert.Equal(string.Concat(Enumerable.Range(0, 5).Select(i => _scans.Label(i))), read);
            silos.Add(await grain.SiloAsync());
        }

        Assert.Equal(["routing", "serving"], silos.Order());
    }

    [Fact]
    public async Task A_silo_without_a_device_has_no_worker_and_lists_the_models_of_the_others()
    {
        var workers = (await _routing.Services.GetRequiredService<IGrainFactory>().GetGrain<IDispatcherGrain>(IDispatcherGrain.Key).GetClusterAsync(Cancel)).Workers;
        Assert.Equal("serving", Assert.Single(workers).SiloName);
        var models = await _routing.Services.GetRequiredService<IInferenceClient>().ListModelsAsync(Cancel);
        Assert.Equal("digits", Assert.Single(models).Name);
    }

    private byte[] Scan(int index) => _scans.Bytes(index).ToArray();
}
