using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Orleans.Inference.Models.Repository;

/// <summary>Makes one configuration of the files that say something of a model; keys of a later file win.</summary>
internal static class ConfigurationFiles
{
    public const string FileName = "model.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    private static readonly JsonDocumentOptions FileOptions = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>Reads a model's file over the keys that come from elsewhere.</summary>
    /// <exception cref="ModelLoadException">The file is no JSON, has an unknown key or a wrong value; the message names file, key and place.</exception>
    public static JsonObject ReadModel(string folder, JsonObject? under) => Merge(under ?? [], Path.Combine(folder, FileName));

    /// <summary>Reads a version's file over the keys of the model.</summary>
    /// <exception cref="ModelLoadException"><inheritdoc cref="ReadModel"/></exception>
    public static JsonObject ReadVersion(string folder, JsonObject model)
    {
        var file = Path.Combine(folder, FileName);
        return Merge(model, file, keys =>
        {
            if (keys.ContainsKey(nameof(ModelConfiguration.Versions))) throw new JsonException("Versions is a key of the model: it belongs in the model.json of the model's folder, not in a version's");
        });
    }

    /// <summary>Makes the configuration of merged keys.</summary>
    /// <exception cref="ModelLoadException">Keys of different files do not go together.</exception>
    public static ModelConfiguration Complete(JsonObject keys, string folder)
    {
        try
        {
            return Check(keys).CheckPipeline();
        }
        catch (JsonException exception)
        {
            throw new ModelLoadException($"the files in {folder} are wrong together: {exception.Message}", exception);
        }
    }

    /// <exception cref="JsonException">A value is wrong.</exception>
    public static ModelConfiguration Check(JsonObject keys)
    {
        var configuration = keys.Deserialize<ModelConfiguration>(Json)!;
        configuration.Validate();
        return configuration;
    }

    private static JsonObject Merge(JsonObject under, string file, Action<JsonObject>? check = null)
    {
        var merged = under.DeepClone().AsObject();
        if (!File.Exists(file)) return merged;
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(file), documentOptions: FileOptions);
            if (json is not JsonObject keys) throw new JsonException("expected an object, as in {}");
            check?.Invoke(keys);
            Check(keys);
            foreach (var (key, value) in keys) merged[key] = value?.DeepClone();
            return merged;
        }
        catch (JsonException exception)
        {
            throw new ModelLoadException($"{file} is wrong: {exception.Message}", exception);
        }
    }
}
