using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Inference.Connections;

/// <summary>
/// Makes Orleans' connections, except those to a refused address: where a machine is gone, connecting takes until it is given up, and calls wait for it.
/// </summary>
internal sealed class WatchedConnectionFactory(IConnectionFactory factory, ConnectionWatch watch) : IConnectionFactory
{
    public ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        if (endpoint is IPEndPoint remote) watch.ThrowIfRefused(remote);
        return factory.ConnectAsync(endpoint, cancellationToken);
    }

    /// <summary>Puts itself before each factory of Orleans.</summary>
    public static void Decorate(IServiceCollection services)
    {
        for (var i = 0; i < services.Count; i++)
        {
            var original = services[i];
            if (original.ServiceType != typeof(IConnectionFactory) || !original.IsKeyedService) continue;
            services[i] = ServiceDescriptor.DescribeKeyed(
                typeof(IConnectionFactory),
                original.ServiceKey,
                (provider, key) => new WatchedConnectionFactory(Make(original, provider, key), provider.GetRequiredService<ConnectionWatch>()),
                original.Lifetime);
        }
    }

    private static IConnectionFactory Make(ServiceDescriptor original, IServiceProvider provider, object? key) => (IConnectionFactory)(
        original.KeyedImplementationInstance
        ?? original.KeyedImplementationFactory?.Invoke(provider, key)
        ?? ActivatorUtilities.CreateInstance(provider, original.KeyedImplementationType!));
}
