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
        (ClusteringProviders.AdoNet, var connection) => PostgresStore.CheckAsync(connection, PatienceSeconds),
        _ => Task.CompletedTask,
    };

    public static StartException Unusable(string store, string problem) =>
        new($"{store}, which holds the cluster's membership ({SettingKeys.Clustering}), cannot be used: {problem.ReplaceLineEndings(" ").TrimEnd('.')}.");

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
            throw Unusable($"Redis at {string.Join(", ", options.EndPoints.Select(endpoint => endpoint.ToString()!.Split('/')[^1]))}", message);
        }
    }
}
