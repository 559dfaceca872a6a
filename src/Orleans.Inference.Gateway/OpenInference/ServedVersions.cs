using System.Collections.Immutable;

namespace Orleans.Inference.Gateway.OpenInference;

/// <summary>A version of a model, and what versions of it are served beside it.</summary>
/// <param name="Model">The version.</param>
/// <param name="Versions">All that are served, the lowest first.</param>
internal readonly record struct ServedVersions(ModelMetadata Model, ImmutableArray<string> Versions)
{
    public static async ValueTask<ServedVersions> FindAsync(IInferenceClient client, string name, string? version, CancellationToken cancellationToken)
    {
        var model = await client.GetModelAsync(name, version, cancellationToken);
        var versions = from served in await client.ListModelsAsync(cancellationToken)
                       where served.Name == model.Name
                       select served.Version;
        return new(model, [.. versions.Append(model.Version).Distinct().Order(ModelVersions.Ascending)]);
    }
}
