using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Inference.FastChatWorker;
using Orleans.Inference.Gateway.Tests.Executable;

namespace Orleans.Inference.Gateway.Tests.FastChat;

/// <summary>A silo without a device, with its gateway: what external workers register at.</summary>
public sealed class FastChatSilo : IAsyncLifetime
{
    /// <summary>Workers that send heart beats are forgotten after this time.</summary>
    public static readonly TimeSpan Expiration = TimeSpan.FromSeconds(3);

    private WebApplication _app = null!;

    public HttpClient Http { get; private set; } = null!;

    public Uri Url => Http.BaseAddress!;

    public ITextClient Text => _app.Services.GetRequiredService<ITextClient>();

    public IGrainFactory Grains => _app.Services.GetRequiredService<IGrainFactory>();

    internal LogCollector Logs { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(Logs);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(SiloProcess.FreePort(), SiloProcess.FreePort())
            .AddInference(options => options.Devices = [new() { Name = "none" }])
            .AddFastChatWorkers(options => (options.StatusPeriod, options.HeartBeatExpiration) = (TimeSpan.FromMilliseconds(300), Expiration)));
        builder.Services.AddInferenceGateway();
        _app = builder.Build();
        _app.MapInferenceGateway();
        await _app.StartAsync(TestContext.Current.CancellationToken);
        Http = new() { BaseAddress = new(_app.Urls.Single()), Timeout = TimeSpan.FromSeconds(30) };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>Starts a worker and registers it.</summary>
    internal async Task<FakeFastChatWorker> StartWorkerAsync(string model, Action<FakeWorkerPlan>? configure = null, bool checkHeartBeat = false)
    {
        FakeWorkerPlan plan = new() { Models = [model] };
        configure?.Invoke(plan);
        var worker = await FakeFastChatWorker.StartAsync(plan);
        using var response = await worker.RegisterAsync(Url, checkHeartBeat, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("null", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return worker;
    }

    internal async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await Http.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    internal async Task<string> AddressOfAsync(string model) => (await PostAsync("/get_worker_address", new { model })).GetProperty("address").GetString()!;

    internal async Task<string[]> ListAsync(string path = "/list_models") =>
        [.. (await PostAsync(path, new { })).GetProperty("models").EnumerateArray().Select(model => model.GetString()!)];

    /// <summary>Streams an answer as clients of workers do.</summary>
    /// <returns>The pieces.</returns>
    internal async Task<List<JsonElement>> StreamAsync(object body)
    {
        using var response = await Http.PostAsJsonAsync("/worker_generate_stream", body, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return [.. text.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(piece => JsonSerializer.Deserialize<JsonElement>(piece))];
    }

    /// <summary>Asks in a chat, and gives the pieces of the answer.</summary>
    internal async Task<List<TextUpdate>> ChatAsync(string model, int? maxNewTokens = 64, string? policy = null)
    {
        List<TextUpdate> updates = [];
        await foreach (var update in Text.GenerateAsync(Chat(model, maxNewTokens) with { DispatchPolicy = policy }, TestContext.Current.CancellationToken)) updates.Add(update);
        return updates;
    }

    internal static TextRequest Chat(string model, int? maxNewTokens = 64) =>
        new() { Model = model, Messages = [new("user", [new("Say it.")])], MaxNewTokens = maxNewTokens };

    internal static string TextOf(IEnumerable<TextUpdate> updates) => updates.Aggregate(new StringBuilder(), (text, update) => text.Append(update.Text)).ToString();

    internal async Task<WorkerStatus?> FindAsync(FakeFastChatWorker worker)
    {
        var cluster = await Grains.GetGrain<IDispatcherGrain>(IDispatcherGrain.Key).GetClusterAsync(TestContext.Current.CancellationToken);
        return cluster.Workers.FirstOrDefault(known => known.Worker == WorkerId.External(worker.Url));
    }

    internal static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(40));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition()) await timer.WaitForNextTickAsync(patience.Token);
    }
}
