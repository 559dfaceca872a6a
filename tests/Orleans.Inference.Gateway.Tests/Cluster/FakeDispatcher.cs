using System.Reflection;

namespace Orleans.Inference.Gateway.Tests.Cluster;

/// <summary>Stands in for the grain factory of a cluster whose dispatcher answers <c>GetClusterAsync</c> as told.</summary>
public class FakeDispatcher : DispatchProxy
{
    private Func<CancellationToken, Task<ClusterStatus>> _answer = null!;

    public static IGrainFactory Answering(Func<CancellationToken, Task<ClusterStatus>> answer)
    {
        var grains = Create<IGrainFactory, FakeDispatcher>();
        ((FakeDispatcher)(object)grains)._answer = answer;
        return grains;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IDispatcherGrain.GetClusterAsync)) return _answer((CancellationToken)args![0]!);
        Assert.Equal(typeof(IDispatcherGrain), targetMethod.ReturnType);
        var dispatcher = Create<IDispatcherGrain, FakeDispatcher>();
        ((FakeDispatcher)(object)dispatcher)._answer = _answer;
        return dispatcher;
    }
}
