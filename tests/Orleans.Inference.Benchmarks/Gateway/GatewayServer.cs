using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Inference.Benchmarks.Cluster;
using Orleans.Inference.Benchmarks.Models;
using Orleans.Inference.Benchmarks.Rollout;
using Orleans.Inference.ModelExporter.Samples;

namespace Orleans.Inference.Benchmarks.Gateway;

/// <summary>A silo with the gateway in this process: REST and OpenAI at one port, gRPC at another.</summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    public const string EmptyPath = "/empty";

    private readonly WebApplication _app;
    private readonly RolloutRepository _repository;
    private readonly DirectoryInfo _claims;
    private readonly IHost _client;

    private GatewayServer(WebApplication app, IHost client, RolloutRepository repository, DirectoryInfo claims) => (_app, _client, _repository, _claims) = (app, client, repository, claims);

    public Uri Http => new(_app.Urls.First());

    public Uri Grpc => new(_app.Urls.Last());

    public IInferenceClient Client => _app.Services.GetRequiredService<IInferenceClient>();

    /// <summary>The client of an Orleans client, which reaches the silo over loopback.</summary>
    public IInferenceClient OrleansClient => _client.Services.GetRequiredService<IInferenceClient>();

    public ITextClient Texts => _app.Services.GetRequiredService<ITextClient>();

    public static async Task<GatewayServer> StartAsync()
    {
        RolloutRepository repository = new();
        repository.Add(SampleModel.Digits.Name, 1, SampleModel.Digits);
        Words.Write(repository.Path);
        var claims = Directory.CreateTempSubdirectory("inference-claims-"); // its device is cpu, whatever else runs here
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Error).AddConsole();
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, static endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        var ports = FreePort.Find(2);
        builder.UseOrleans(silo =>
        {
            BenchmarkSilo.Compose(silo, ports, claims.FullName, repository.Path);
            silo.AddTextModels();
        });
        builder.Services.AddInferenceGateway();
        var app = builder.Build();
        app.MapInferenceGateway();
        app.MapInferenceGrpc();
        app.MapPost(EmptyPath, static async context => await context.Request.Body.CopyToAsync(Stream.Null));
        await app.StartAsync();
        await BenchmarkSilo.AwaitReadyAsync(app.Services);
        var client = BenchmarkHost.CreateBuilder();
        client.UseOrleansClient(orleans => orleans.UseLocalhostClustering(gatewayPort: ports[1]).AddInferenceClient());
        var host = client.Build();
        await host.StartAsync();
        return new(app, host, repository, claims);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.StopAsync();
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _repository.Dispose();
        _claims.Delete(recursive: true);
    }
}
