using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Orleans.Inference.Benchmarks.Cluster;

namespace Orleans.Inference.Benchmarks.Http;

/// <summary>A server process of the benchmark: says its address on one line, and ends with its input, which closes when the benchmark ends, in whatever way.</summary>
internal static class HttpServerProgram
{
    public const string Verb = "http-server";

    /// <summary>The device that a silo makes by default.</summary>
    public static Device Device { get; } = new()
    {
        Name = "cpu",
        Kind = DeviceKind.Cpu,
        Index = 0,
        Threads = Environment.ProcessorCount,
        Lanes = Math.Min(Environment.ProcessorCount, 2),
    };

    public static async Task<int> RunAsync(HttpSide side, string? repository)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Error).AddConsole();
        builder.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        var claims = Directory.CreateTempSubdirectory("inference-claims-"); // its device is cpu, whatever else runs here
        await using (var app = side == HttpSide.MinimalApi ? MinimalApi.Build(builder, repository) : BuildGateway(builder, claims.FullName, repository))
        {
            app.Urls.Add("http://127.0.0.1:0");
            await app.StartAsync();
            if (side == HttpSide.Gateway) await BenchmarkSilo.AwaitReadyAsync(app.Services);
            await Console.Out.WriteLineAsync(app.Urls.First());
            await Console.In.ReadToEndAsync();
            await app.StopAsync();
        }

        claims.Delete(recursive: true);
        return 0;
    }

    private static WebApplication BuildGateway(WebApplicationBuilder builder, string claims, string? repository)
    {
        builder.UseOrleans(silo => BenchmarkSilo.Compose(silo, FreePort.Find(2), claims, repository));
        builder.Services.AddInferenceGateway();
        var app = builder.Build();
        app.MapInferenceGateway();
        return app;
    }
}
