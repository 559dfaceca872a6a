using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Benchmarks.Controller;

/// <summary>Servers without a gateway: endpoints on Kestrel, and nothing else.</summary>
internal static class PlainServer
{
    private const string Json = "application/json";

    /// <summary>Starts a server at one port of all addresses of this machine that others cannot reach.</summary>
    public static async Task<WebApplication> StartAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Error).AddConsole();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Any, 0, static endpoint => endpoint.Use(OnlyLoopback)));
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.Zero);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return app;
    }

    public static async Task<byte[]> ReadBodyAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var body = read.Buffer.ToArray();
            reader.AdvanceTo(read.Buffer.End);
            return body;
        }
    }

    public static async Task AnswerAsync(HttpContext context, ReadOnlyMemory<byte> answer)
    {
        (context.Response.ContentType, context.Response.ContentLength) = (Json, answer.Length);
        await context.Response.BodyWriter.WriteAsync(answer, context.RequestAborted);
    }

    private static ConnectionDelegate OnlyLoopback(ConnectionDelegate next) => connection =>
    {
        if (connection.RemoteEndPoint is IPEndPoint caller && IPAddress.IsLoopback(caller.Address)) return next(connection);
        connection.Abort();
        return Task.CompletedTask;
    };
}
