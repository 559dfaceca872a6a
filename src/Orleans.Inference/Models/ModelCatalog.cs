using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Orleans.Inference.Models;

/// <summary>What can be loaded: the models of the repository's folder as it is now, and those that are code.</summary>
internal sealed partial class ModelCatalog(IEnumerable<IModelBackend> backends, IOptions<InferenceOptions> options, ILogger<ModelCatalog> logger)
{
    /// <summary>All models in the versions that they say are served.</summary>
    public List<ModelRepositoryEntry> Scan()
    {
        var models = backends.SelectMany(backend => backend.Models).Select(FromCode).ToList();
        if (options.Value.ModelRepository is { } folder)
        {
            try
            {
                models.AddRange(ModelRepository.Scan(folder));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                LogUnreadable(folder, exception.Message);
            }
        }

        return models;
    }

    /// <summary>A model in the versions that it says are served; empty where there is no such model.</summary>
    public List<ModelRepositoryEntry> Find(string name)
    {
        var models = backends.SelectMany(backend => backend.Models).Where(model => model.Name == name).Select(FromCode).ToList();
        if (options.Value.ModelRepository is { } folder) models.AddRange(ModelRepository.Find(folder, name));
        return models;
    }

    /// <summary>One version of a model, whether or not it says that it is served.</summary>
    public ModelRepositoryEntry? Find(string name, string version) =>
        backends.SelectMany(backend => backend.Models).FirstOrDefault(model => model.Name == name && model.Version == version) is { } code
            ? FromCode(code)
            : options.Value.ModelRepository is { } folder ? ModelRepository.Find(folder, name, version) : null;

    private static ModelRepositoryEntry FromCode(ModelDefinition model) => new(model.Name, model.Version, model);

    [LoggerMessage(1, LogLevel.Error, "The model repository {Folder} cannot be read: {Reason}")]
    private partial void LogUnreadable(string folder, string reason);
}
