using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Orleans.Inference.Gateway.Security;

/// <summary>An API key and what was used of its limits. The limits are those of this process.</summary>
internal sealed class ApiKey : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly TokenBucketRateLimiter? _rate;
    private readonly ConcurrencyLimiter? _concurrency;
    private readonly ApiKeyOptions _options;

    public ApiKey(ApiKeyOptions options)
    {
        _options = options;
        Hash = Convert.FromHexString(options.Sha256);
        Scopes = options.Scopes.Aggregate(AccessScope.None, static (all, scope) => all | scope);
        if (options.RequestsPerMinute is { } requests)
        {
            _rate = new(new() { TokenLimit = requests, TokensPerPeriod = 1, ReplenishmentPeriod = Minute / requests, QueueLimit = 0 });
        }

        if (options.MaxConcurrency is { } most) _concurrency = new(new() { PermitLimit = most, QueueLimit = 0 });
    }

    public string Name => _options.Name;

    public byte[] Hash { get; }

    public AccessScope Scopes { get; }

    /// <summary>Counts a request; what is returned is disposed of when the request has ended.</summary>
    /// <exception cref="AccessDeniedException">A limit is reached.</exception>
    public IDisposable? Enter()
    {
        if (_rate?.AttemptAcquire() is { IsAcquired: false } refused)
        {
            TimeSpan? retryAfter = refused.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : null;
            throw TooMany($"{_options.RequestsPerMinute} requests a minute", retryAfter);
        }

        if (_concurrency?.AttemptAcquire() is not { } lease) return null;
        return lease.IsAcquired ? lease : throw TooMany($"{_options.MaxConcurrency} requests at once", null);
    }

    public void Dispose()
    {
        _rate?.Dispose();
        _concurrency?.Dispose();
    }

    private AccessDeniedException TooMany(string limit, TimeSpan? retryAfter) =>
        new(StatusCodes.Status429TooManyRequests, $"The API key '{Name}' may send {limit}, and this is one more.", retryAfter);
}
