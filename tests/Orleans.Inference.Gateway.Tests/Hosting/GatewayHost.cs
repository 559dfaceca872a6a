using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Gateway.Tests;

/// <summary>The gateway on a real web server, before a fake cluster.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GatewayHost(WebApplication app, FakeInferenceClient client, LogCollector logs)
    {
        _app = app;
        Client = client;
        Logs = logs;
        Http = new() { BaseAddress = new(app.Urls.Single()) };
    }

    public FakeInferenceClient Client { get; }

    public FakeTextClient Text => (FakeTextClient)_app.Services.GetRequiredService<ITextClient>();

    public LogCollector Logs { get; }

    public HttpClient Http { get; }

    public IReadOnlyList<Endpoint> Endpoints => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    public static async Task<GatewayHost> StartAsync(
        Action<InferenceGatewayOptions>? configure = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? map = null)
    {
        var client = new FakeInferenceClient();
        var logs = new LogCollector();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.Services.AddSingleton<IInferenceClient>(client);
        builder.Services.AddSingleton<IInferenceReadiness>(client);
        builder.Services.AddSingleton<ITextClient>(new FakeTextClient());
        builder.Services.AddInferenceGateway(configure);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        if (map is null) app.MapInferenceGateway();
        else map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, client, logs);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
