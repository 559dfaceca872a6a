using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Orleans.Inference.Models;

/// <summary>What can be loaded: the models of the repository's folder as it is now, and those that are code.</summary>
internal sealed partial class ModelCatalog(IEnumerable<IModelBackend> backends, IOptions<InferenceOptions> options, ILogger<ModelCatalog> logger)
{
    private readonly ConcurrentDictionary<string, bool> _warned = new(StringComparer.Ordinal);

    /// <summary>All models in the versions that they say are served.</summary>
    public List<ModelRepositoryEntry> Scan()
    {
        var models = backends.SelectMany(backend => backend.Models).Select(FromCode).ToList();
        if (options.Value.ModelRepository is { } folder) models.AddRange(Try(() => ModelRepository.Scan(folder).ToList()) ?? []);
        return Warned(models);
    }

    /// <summary>A model in the versions that it says are served.</summary>
    /// <returns>Empty where there is no such model; <see langword="null"/> where the repository cannot be read, which is no news of its models.</returns>
    public List<ModelRepositoryEntry>? Find(string name)
    {
        var models = backends.SelectMany(backend => backend.Models).Where(model => model.Name == name).Select(FromCode).ToList();
        if (options.Value.ModelRepository is not { } folder) return models;
        if (Try(() => ModelRepository.Find(folder, name)) is not { } found) return null;
        return Warned([.. models, .. found]);
    }

    /// <summary>One version of a model, whether or not it says that it is served.</summary>
    public ModelRepositoryEntry? Find(string name, string version) =>
        backends.SelectMany(backend => backend.Models).FirstOrDefault(model => model.Name == name && model.Version == version) is { } code
            ? FromCode(code)
            : options.Value.ModelRepository is { } folder ? Try(() => ModelRepository.Find(folder, name, version)) : null;

    private T? Try<T>(Func<T?> read) where T : class
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(options.Value.ModelRepository!, exception.Message);
            return null;
        }
    }

    private List<ModelRepositoryEntry> Warned(List<ModelRepositoryEntry> models)
    {
        foreach (var model in models.Where(model => model.Warning.Length > 0 && _warned.TryAdd(model.Warning, true))) LogWarning(model.Name, model.Warning);
        return models;
    }

    private static ModelRepositoryEntry FromCode(ModelDefinition model) => new(model.Name, model.Version, model);

    [LoggerMessage(1, LogLevel.Error, "The model repository {Folder} cannot be read: {Reason}")]
    private partial void LogUnreadable(string folder, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Model {Model}: {Warning}")]
    private partial void LogWarning(string model, string warning);
}
