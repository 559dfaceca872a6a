using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Orleans.Inference.Gateway.OpenInference.Repository;

/// <summary>Reads the bodies of the repository's calls, each of which may be empty. Keys that the protocol does not know are passed over.</summary>
internal static class RepositoryCallReader
{
    /// <summary>Whether only models that are ready are asked for.</summary>
    public static bool ReadIndex(ReadOnlySpan<byte> body)
    {
        var ready = false;
        Read(body, (ref json) =>
        {
            if (json.IsKey("ready"u8)) ready = json.ReadFlag("ready");
            else json.ReadPast();
        });
        return ready;
    }

    /// <summary>
    /// What is to be loaded or unloaded: <c>version</c>, <c>workers</c> and <c>reload</c> of the <c>parameters</c>. A configuration or files sent along are refused:
    /// no caller writes into the repository.
    /// </summary>
    public static ModelScope ReadScope(ReadOnlySpan<byte> body)
    {
        var scope = ModelScope.Everywhere;
        Read(body, (ref json) =>
        {
            if (json.IsKey("parameters"u8)) scope = ReadParameters(ref json);
            else json.ReadPast();
        });
        return scope;
    }

    private static ModelScope ReadParameters(ref Utf8JsonReader json)
    {
        var scope = ModelScope.Everywhere;
        var isThere = json.ReadOptionalStart(JsonTokenType.StartObject, "parameters");
        while (isThere && json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.IsKey("version"u8)) scope = scope with { Version = json.ReadOptionalText("parameter 'version'") };
            else if (json.IsKey("reload"u8)) scope = scope with { Reload = json.ReadFlag("parameter 'reload'") };
            else if (json.IsKey("workers"u8)) scope = scope with { Workers = ReadWorkers(ref json) };
            else ReadOther(ref json);
        }

        return scope;
    }

    private static void ReadOther(ref Utf8JsonReader json)
    {
        RepositoryCalls.ThrowIfFile(json.ValueIsEscaped ? json.GetString()! : Encoding.UTF8.GetString(json.ValueSpan));
        json.ReadPast();
    }

    private static ImmutableArray<string> ReadWorkers(ref Utf8JsonReader json)
    {
        if (!json.ReadOptionalStart(JsonTokenType.StartArray, "parameter 'workers'")) return [];
        var workers = ImmutableArray.CreateBuilder<string>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.String) throw json.Unexpected("parameter 'workers'", "names of silos or workers");
            workers.Add(json.GetString()!);
        }

        return workers.DrainToImmutable();
    }

    private delegate void ReadKey(ref Utf8JsonReader json);

    private static void Read(ReadOnlySpan<byte> body, ReadKey readKey)
    {
        if (body.IsEmpty) return;
        var json = new Utf8JsonReader(body);
        try
        {
            json.ReadStart(JsonTokenType.StartObject, "request");
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName) readKey(ref json);
            json.Read(); // throws when something follows the call
        }
        catch (JsonException exception)
        {
            throw MalformedJson.Describe(exception, body[(int)json.BytesConsumed..]);
        }
    }
}
