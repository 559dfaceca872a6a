using Microsoft.Extensions.DependencyInjection;
using Orleans.Inference.Gateway;
using Orleans.Inference.Gateway.OpenInference;
using Orleans.Inference.Gateway.Security;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts endpoints that are not the gateway's behind its API keys.</summary>
public static class InferenceAccessEndpointConventionBuilderExtensions
{
    /// <summary>
    /// Asks for an API key of <see cref="InferenceGatewayOptions.ApiKeys"/> with a scope; browsers may give it as the password. Does nothing where no keys are
    /// configured.
    /// </summary>
    /// <param name="builder">The endpoints, such as those of a dashboard.</param>
    /// <param name="scope">What the key must allow.</param>
    public static TBuilder RequireInferenceKey<TBuilder>(this TBuilder builder, AccessScope scope)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint =>
        {
            endpoint.Metadata.Add(new AccessRequirement(scope));
            if (endpoint.RequestDelegate is not { } handle) return;
            endpoint.RequestDelegate = context => ErrorBoundary.Around(context.RequestServices.GetRequiredService<AccessGate>().Around(handle), OpenInferenceForm.Instance)(context);
        });
        return builder;
    }

    /// <summary>Says what endpoints of the gateway ask for.</summary>
    internal static TBuilder NeedsKey<TBuilder>(this TBuilder builder, AccessScope scope)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new AccessRequirement(scope)));
        return builder;
    }
}
