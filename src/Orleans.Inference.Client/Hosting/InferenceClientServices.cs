using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Inference.Connections;
using Orleans.Inference.Diagnostics;
using Orleans.Inference.Failover;
using Orleans.Inference.Gateways;
using Orleans.Inference.Hedging;
using Orleans.Inference.Operations;
using Orleans.Inference.Policies;
using Orleans.Inference.Routing;
using Orleans.Inference.Text;
using Orleans.Inference.Traffic;
using Orleans.Inference.Transport;

namespace Orleans.Inference.Hosting;

/// <summary>What a router is made of; the same in a client and in a silo.</summary>
internal static class InferenceClientServices
{
    public static void AddInferenceRouter(this IServiceCollection services)
    {
        services.AddOptions<InferenceClientOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<InferenceClientOptions>, InferenceClientOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<RouterInstruments>();
        services.TryAddSingleton<DispatchPolicyCatalog>();
        services.TryAddSingleton<IWorkerConnector, GrainWorkerConnector>();
        services.TryAddSingleton<DataConnections>();
        services.TryAddSingleton<AnswerBodies>();
        services.TryAddSingleton<ConnectionWatch>();
        services.TryAddSingleton<ClusterHealth>();
        services.TryAddSingleton<IGatewayHealth, NoGateways>();
        services.TryAddSingleton<ClosedConnections>(provider => ClosedBySilo(provider.GetRequiredService<ClusterHealth>()));
        services.TryAddSingleton<HealthProbe>();
        services.TryAddSingleton(provider => new RetryBudget(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<HedgedAttempts>();
        services.TryAddSingleton<AttemptJudge>();
        services.TryAddSingleton(provider => new RouterLocation(null, provider.GetRequiredService<IOptions<InferenceClientOptions>>().Value.Location));
        services.TryAddSingleton<RouteTableBuilder>();
        services.TryAddSingleton<WorkerChoice>();
        services.TryAddSingleton<Router>();
        services.TryAddSingleton<RouteTableSubscription>();
        services.TryAddSingleton<ModelDemand>();
        services.TryAddSingleton<ModelOperations>();
        services.TryAddSingleton<AliasCalls>();
        services.TryAddSingleton<ShadowCopies>();
        services.TryAddSingleton<IInferenceClient, InferenceClient>();
        services.TryAddSingleton<TextRouter>();
        services.TryAddSingleton<ITextClient, TextClient>();
        services.TryAddSingleton<IInferenceReadiness, RouterReadiness>();
    }

    private static ClosedConnections ClosedBySilo(ClusterHealth health) => silo => health.BlameSilo(silo, Verdict.WorkerLost);
}
