using Npgsql;
using Orleans.Inference.Silo.Configuration.Schema;
using StackExchange.Redis;

namespace Orleans.Inference.Silo.Configuration;

/// <summary>The stores of the cluster's membership that this program comes with.</summary>
internal static class ClusteringProviders
{
    public const string Redis = "Redis", AdoNet = "AdoNet";

    public const string Invariant = "Invariant", ConnectionString = "ConnectionString", ConnectionName = "ConnectionName";

    /// <summary>The ADO.NET driver that this program comes with, by the name that Orleans has for it.</summary>
    public const string Npgsql = "Npgsql";

    private const string ConnectionStrings = "ConnectionStrings";

    public static ProviderShape Shape { get; } = new((Redis, Keys()), (AdoNet, Keys((Invariant, new ValueShape(Npgsql, static value => value == Npgsql)))));

    /// <summary>Finds what the store could not be reached without.</summary>
    public static IEnumerable<string> Check(SettingNode settings)
    {
        if (settings.Find(SettingKeys.ClusteringProvider) is not { Value: Redis or AdoNet } provider) yield break;
        var clustering = settings.Find(SettingKeys.Clustering)!;
        if (provider.Value == AdoNet && string.IsNullOrEmpty(clustering.ValueOf(Invariant)))
            yield return $"{Needs(provider)} {SettingKeys.Clustering}:{Invariant}, the database's driver: {Npgsql} is there.";

        var name = clustering.Find(ConnectionName);
        var connection = Connection(settings, provider.Value);
        if (connection is { Value: { } value })
        {
            if (Problems(provider.Value, value) is { } problem) yield return $"{Problem.At(connection)} cannot be read: {problem}";
        }
        else if (!string.IsNullOrEmpty(name?.Value))
        {
            yield return $"{Problem.At(name)} is {Problem.Quote(name.Value)}; there is no {ConnectionStrings}:{name.Value}.";
        }
        else
        {
            yield return $"{Needs(provider)} {SettingKeys.Clustering}:{ConnectionString}, such as {Example(provider.Value)}.";
        }
    }

    /// <summary>The connection string in force, as Orleans finds it.</summary>
    public static SettingNode? Connection(SettingNode settings, string provider)
    {
        if (provider is not (Redis or AdoNet)) return null;
        var clustering = settings.Find(SettingKeys.Clustering)!;
        if (clustering.Find(ConnectionString) is { Value: not (null or "") } typed) return typed;
        return clustering.ValueOf(ConnectionName) is { Length: > 0 } name
            && settings.Find(ConfigurationPath.Combine(ConnectionStrings, name)) is { Value: not (null or "") } named
            ? named
            : null;
    }

    private static SectionShape Keys(params IEnumerable<(string, SettingShape)> more) => new SectionShape(
        new Dictionary<string, SettingShape> { [ConnectionString] = ValueShape.Text, [ConnectionName] = ValueShape.Text }).With(more);

    private static string Needs(SettingNode provider) => $"{Problem.At(provider)} is {Problem.Quote(provider.Value!)}; it needs";

    private static string Example(string provider) =>
        provider == Redis ? "127.0.0.1:6379" : "Host=127.0.0.1;Database=orleans;Username=orleans;Password=...";

    // The text itself is not shown: there may be a password in it.
    private static string? Problems(string provider, string connection)
    {
        try
        {
            if (provider == AdoNet) _ = new NpgsqlConnectionStringBuilder(connection);
            else if (ConfigurationOptions.Parse(connection).EndPoints.Count == 0) return $"it names no HOST:PORT, such as {Example(provider)}.";
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            return $"{exception.Message.ReplaceLineEndings(" ").Split(" (Parameter")[0].TrimEnd('.')}. Such as {Example(provider)}.";
        }
    }
}
