using System.Reflection;

namespace Orleans.Inference.Tests.Routing;

/// <summary>Grains that are C# code: a call of a grain of the given interface goes to the code, named by the method.</summary>
public static class GrainStubs
{
    /// <summary>A factory whose grains of any interface and key answer by <paramref name="call"/>: key, method, arguments.</summary>
    public static IGrainFactory Factory(Func<string, MethodInfo, object?[], object?>? call = null)
    {
        var factory = DispatchProxy.Create<IGrainFactory, Stub>();
        ((Stub)(object)factory).Call = (method, arguments) => method.Name switch
        {
            nameof(IGrainFactory.GetGrain) => Grain(method.ReturnType, $"{arguments[0]}", call),
            nameof(IGrainFactory.CreateObjectReference) => arguments[0],
            _ => throw new NotSupportedException(method.Name),
        };
        return factory;
    }

    private static object Grain(Type type, string key, Func<string, MethodInfo, object?[], object?>? call)
    {
        var grain = DispatchProxy.Create(type, typeof(Stub));
        ((Stub)grain).Call = (method, arguments) => call is null ? throw new NotSupportedException(method.Name) : call(key, method, arguments);
        return grain;
    }

    public class Stub : DispatchProxy
    {
        internal Func<MethodInfo, object?[], object?> Call { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Call(targetMethod!, args ?? []);
    }
}
