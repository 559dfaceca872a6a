using System.Reflection;
using System.Text.RegularExpressions;
using Npgsql;

namespace Orleans.Inference.Silo.Start;

/// <summary>A PostgreSQL database that holds the cluster's membership, in the tables that the scripts of Orleans make.</summary>
internal static partial class PostgresStore
{
    private const string Join = "InsertMembershipKey";

    /// <summary>What Orleans gives when a silo joins.</summary>
    private static readonly string[] Given =
    [
        "DeploymentId", "Address", "Port", "Generation", "SiloName", "HostName", "Status", "ProxyPort", "StartTime", "IAmAliveTime", "Version",
    ];

    /// <exception cref="StartException">It does not answer, or has not the tables of this release of Orleans.</exception>
    public static async Task CheckAsync(string connection, int patienceSeconds)
    {
        NpgsqlConnectionStringBuilder options = new(connection) { CommandTimeout = patienceSeconds, Pooling = false };
        options.Timeout = Math.Min(options.Timeout, patienceSeconds);
        var name = $"The database {options.Database ?? options.Username} at {options.Host}:{options.Port}";
        if (await ReadAsync(name, options.ConnectionString) is not { } query)
            throw new StartException($"{name} has no tables for the cluster's membership: {Advice}.");

        // A silo would try to join for minutes, without a word.
        if (Parameters().Matches(query).Select(parameter => parameter.Value[1..]).Except(Given).FirstOrDefault() is { } unknown)
            throw new StartException($"{name} has the tables of another release of Orleans ({Join} asks for {unknown}): {Advice} instead.");
    }

    private static string Advice
    {
        get
        {
            var version = typeof(ISiloBuilder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split([". ", "+"], StringSplitOptions.None)[0];
            return $"run PostgreSQL-Main.sql and PostgreSQL-Clustering.sql of Orleans {version} there once";
        }
    }

    private static async Task<string?> ReadAsync(string name, string connection)
    {
        try
        {
            await using NpgsqlConnection database = new(connection);
            await database.OpenAsync();
            await using var command = database.CreateCommand();
            command.CommandText = $"SELECT QueryText FROM OrleansQuery WHERE QueryKey = '{Join}'";
            return await command.ExecuteScalarAsync() as string;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return null;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            throw MembershipStore.Unusable(name, exception.Message);
        }
    }

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Parameters();
}
