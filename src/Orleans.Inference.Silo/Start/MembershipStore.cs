using Npgsql;
using Orleans.Inference.Silo.Configuration;
using StackExchange.Redis;

namespace Orleans.Inference.Silo.Start;

/// <summary>
/// Asks the store of the cluster's membership for an answer before anything starts: Orleans itself tells of a store that is away by its stack traces.
/// </summary>
internal static class MembershipStore
{
    private const int PatienceSeconds = 5;

    /// <exception cref="StartException">The store does not answer, or has no tables.</exception>
    public static Task CheckAsync(SiloSettings settings) => settings.MembershipStore switch
    {
        (ClusteringProviders.Redis, var connection) => CheckRedisAsync(connection),
        (ClusteringProviders.AdoNet, var connection) => CheckPostgresAsync(connection),
        _ => Task.CompletedTask,
    };

    private static async Task CheckRedisAsync(string connection)
    {
        var options = ConfigurationOptions.Parse(connection);
        options.AbortOnConnectFail = true;
        options.ConnectRetry = 1;
        options.ConnectTimeout = Math.Min(options.ConnectTimeout, PatienceSeconds * 1000);
        try
        {
            await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
            await redis.GetDatabase().PingAsync();
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // The library adds advice to whoever writes the program.
            var message = exception.Message.Split(" To allow this multiplexer")[0];
            throw Unreachable($"Redis at {string.Join(", ", options.EndPoints.Select(endpoint => endpoint.ToString()!.Split('/')[^1]))}", message);
        }
    }

    private static async Task CheckPostgresAsync(string connection)
    {
        NpgsqlConnectionStringBuilder options = new(connection);
        options.Timeout = Math.Min(options.Timeout, PatienceSeconds);
        options.CommandTimeout = PatienceSeconds;
        options.Pooling = false;
        var name = $"The database {options.Database ?? options.Username} at {options.Host}:{options.Port}";
        try
        {
            await using NpgsqlConnection database = new(options.ConnectionString);
            await database.OpenAsync();
            await using var command = database.CreateCommand();
            command.CommandText = "SELECT count(*) FROM OrleansQuery WHERE QueryKey = 'MembershipReadAllKey'";
            if (await command.ExecuteScalarAsync() is 0L) throw NoTables(name);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            throw NoTables(name);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            throw Unreachable(name, exception.Message);
        }
    }

    private static StartException Unreachable(string store, string problem) =>
        new($"{store}, which holds the cluster's membership ({SettingKeys.Clustering}), cannot be used: {problem.ReplaceLineEndings(" ").TrimEnd('.')}.");

    private static StartException NoTables(string store) =>
        new($"{store} has no tables for the cluster's membership: run the scripts PostgreSQL-Main.sql and PostgreSQL-Clustering.sql of Orleans there once.");
}
