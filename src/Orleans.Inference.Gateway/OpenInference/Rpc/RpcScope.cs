using Google.Protobuf.Collections;
using Orleans.Inference.Gateway.OpenInference.Repository;
using Wire = Orleans.Inference.Gateway.OpenInference.Rpc.Messages;

namespace Orleans.Inference.Gateway.OpenInference.Rpc;

/// <summary>What is to be loaded or unloaded: <c>version</c>, <c>reload</c> and <c>workers</c> of the parameters, the workers with commas between.</summary>
internal static class RpcScope
{
    public static ModelScope Read(MapField<string, Wire.ModelRepositoryParameter> parameters)
    {
        var scope = ModelScope.Everywhere;
        foreach (var (name, value) in parameters)
        {
            RepositoryCalls.ThrowIfFile(name);
            scope = name switch
            {
                "version" => scope with { Version = Text(name, value) },
                "workers" => scope with { Workers = [.. Text(name, value).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)] },
                "reload" => scope with { Reload = value.HasBoolParam ? value.BoolParam : throw Wrong(name, "true or false") },
                _ => scope,
            };
        }

        return scope;
    }

    private static string Text(string name, Wire.ModelRepositoryParameter value) => value.HasStringParam ? value.StringParam : throw Wrong(name, "a string");

    private static InvalidInputException Wrong(string name, string expected) => new($"parameter '{name}'", expected, "another type");
}
