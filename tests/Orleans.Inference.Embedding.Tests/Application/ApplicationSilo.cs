using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Orleans.Inference.Embedding.Tests.Application;

/// <summary>A silo of somebody else's application, with its own host, builder and grains.</summary>
public static class ApplicationSilo
{
    public static string ModelFolder => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>Builds the application's silo as it would be without inference.</summary>
    /// <param name="name">The silo's name.</param>
    /// <param name="port">Its own port.</param>
    /// <param name="primaryPort">The port of the silo that holds the membership.</param>
    /// <param name="addInference">What the application adds to it.</param>
    public static IHost Build(string name, int port, int primaryPort, Action<ISiloBuilder>? addInference = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(port, FreePort(), new IPEndPoint(IPAddress.Loopback, primaryPort));
            silo.Configure<Configuration.SiloOptions>(options => options.SiloName = name);
            silo.Configure<Configuration.ClusterMembershipOptions>(options => options.NumMissedProbesLimit = 7);
            addInference?.Invoke(silo);
        });
        return builder.Build();
    }

    /// <summary>Waits until the silo serves what it is meant to serve.</summary>
    public static async Task ReadyAsync(this IHost host, CancellationToken cancellationToken)
    {
        var readiness = host.Services.GetRequiredService<IInferenceReadiness>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (readiness.Missing is not null) await timer.WaitForNextTickAsync(cancellationToken);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
