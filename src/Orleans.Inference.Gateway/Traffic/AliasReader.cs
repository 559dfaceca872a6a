using System.Collections.Immutable;
using System.Text.Json;
using Orleans.Inference.Gateway.OpenInference;

namespace Orleans.Inference.Gateway.Traffic;

/// <summary>Reads an alias. Unlike a request's, its keys are all known: one that is misspelt would be missed too late.</summary>
internal static class AliasReader
{
    private const string Keys = "targets, sticky, shadow or name", TargetKeys = "model, version or weight", ShadowKeys = "model, version, percent or tolerance";

    public static ModelAlias Read(ReadOnlySpan<byte> body, string name)
    {
        var json = new Utf8JsonReader(body);
        try
        {
            var alias = Read(ref json, name);
            json.Read(); // throws when something follows the alias
            return alias;
        }
        catch (JsonException exception)
        {
            throw MalformedJson.Describe(exception, body[(int)json.BytesConsumed..]);
        }
    }

    private static ModelAlias Read(ref Utf8JsonReader json, string name)
    {
        ImmutableArray<AliasTarget> targets = [];
        var sticky = false;
        ShadowTarget? shadow = null;
        json.ReadStart(JsonTokenType.StartObject, "alias");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.IsKey("targets"u8)) targets = ReadTargets(ref json);
            else if (json.IsKey("sticky"u8)) sticky = json.ReadFlag("sticky");
            else if (json.IsKey("shadow"u8)) shadow = ReadShadow(ref json);
            else if (!json.IsKey("name"u8)) throw json.Unexpected("key of the alias", Keys);
            else if (json.ReadText("name") is var said && said != name) throw new InvalidInputException("name", $"'{name}' as in the path", $"'{said}'");
        }

        return new() { Name = name, Targets = targets, Sticky = sticky, Shadow = shadow };
    }

    private static ImmutableArray<AliasTarget> ReadTargets(ref Utf8JsonReader json)
    {
        json.ReadStart(JsonTokenType.StartArray, "targets");
        var targets = ImmutableArray.CreateBuilder<AliasTarget>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray) targets.Add(ReadTarget(ref json, $"targets[{targets.Count}]"));
        return targets.DrainToImmutable();
    }

    private static AliasTarget ReadTarget(ref Utf8JsonReader json, string subject)
    {
        json.ExpectStart(JsonTokenType.StartObject, subject);
        AliasTarget target = new("");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.IsKey("model"u8)) target = target with { Model = json.ReadText($"model of {subject}") };
            else if (json.IsKey("version"u8)) target = target with { Version = json.ReadOptionalText($"version of {subject}") };
            else if (json.IsKey("weight"u8)) target = target with { Weight = json.ReadNumber($"weight of {subject}") };
            else throw json.Unexpected($"key of {subject}", TargetKeys);
        }

        return target;
    }

    private static ShadowTarget? ReadShadow(ref Utf8JsonReader json)
    {
        if (!json.ReadOptionalStart(JsonTokenType.StartObject, "shadow")) return null;
        ShadowTarget shadow = new("");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.IsKey("model"u8)) shadow = shadow with { Model = json.ReadText("model of the shadow") };
            else if (json.IsKey("version"u8)) shadow = shadow with { Version = json.ReadOptionalText("version of the shadow") };
            else if (json.IsKey("percent"u8)) shadow = shadow with { Percent = json.ReadNumber("percent of the shadow") };
            else if (json.IsKey("tolerance"u8)) shadow = shadow with { Tolerance = json.ReadNumber("tolerance of the shadow") };
            else throw json.Unexpected("key of the shadow", ShadowKeys);
        }

        return shadow;
    }
}
