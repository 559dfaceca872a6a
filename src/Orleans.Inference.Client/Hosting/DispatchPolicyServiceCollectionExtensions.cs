using System.Collections.Immutable;
using Orleans.Inference;
using Orleans.Inference.Policies;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds an application's own dispatch policies.</summary>
public static class DispatchPolicyServiceCollectionExtensions
{
    /// <summary>
    /// Makes a dispatch policy known to this process, to be chosen by its name in the configuration, in a <c>model.json</c> or by a request. Silos and clients
    /// that route need it alike; a process that lacks it uses <see cref="DispatchPolicies.PowerOfTwo"/> and says so once.
    /// </summary>
    /// <param name="services">The services of a silo or of an Orleans client.</param>
    /// <param name="name">Its name; that of a known policy takes its place.</param>
    /// <param name="create">Makes an instance for a set of two or more destinations.</param>
    public static IServiceCollection AddInferenceDispatchPolicy(
        this IServiceCollection services, string name, Func<ImmutableArray<Destination>, IDispatchPolicy> create)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(create);
        return services.AddSingleton(new DispatchPolicyRegistration(name, create));
    }
}
